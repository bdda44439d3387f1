import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes static/sample.wav, the music that a caller hears when there is nothing else to hear: four bars
 * of plucked chords with a bell above, 24 kHz mono, 12.8 s, looping without a seam. The same bytes on
 * every machine: all sines and powers are StrictMath's.
 *
 * <p>{@code java scripts/MakeSample.java [file]}
 */
final class MakeSample {
  private static final int RATE = 24_000;
  private static final double BEAT = 0.8;
  private static final int SAMPLES = (int) (16 * BEAT * RATE);
  private static final double RMS_DBFS = -20;
  private static final double PEAK_DBFS = -6;

  /** A minor 7, F major 7, C, G6: MIDI notes from the bass up. */
  private static final int[][] CHORDS = {
    {45, 52, 57, 60, 64, 67}, {41, 53, 57, 60, 64, 69}, {48, 52, 55, 60, 64, 67},
    {43, 50, 55, 59, 64, 67},
  };

  /** Which chord tone is plucked in each half beat of a bar. */
  private static final int[] ARPEGGIO = {0, 2, 3, 4, 5, 4, 3, 2};

  /** The bell: half beat within the four bars, MIDI note. */
  private static final int[][] BELL = {
    {0, 76}, {3, 79}, {6, 81}, {8, 81}, {12, 77}, {16, 79}, {19, 76}, {22, 72}, {24, 74}, {28, 71},
  };

  private final double[] mix = new double[SAMPLES];

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "static/sample.wav");
    MakeSample sample = new MakeSample();
    sample.compose();
    sample.level();
    Files.write(file, sample.wav());
  }

  private void compose() {
    for (int bar = 0; bar < CHORDS.length; bar++) {
      for (int half = 0; half < ARPEGGIO.length; half++) {
        double accent = half == 0 ? 1 : half == 4 ? 0.85 : 0.7;
        pluck((bar * 4 + half * 0.5) * BEAT, CHORDS[bar][ARPEGGIO[half]], 0.5 * accent);
      }
      for (int note : CHORDS[bar]) {
        pad(bar * 4 * BEAT, note + 12, 0.045);
      }
    }
    for (int[] note : BELL) {
      bell(note[0] * 0.5 * BEAT, note[1], 0.3);
    }
  }

  /** A string: harmonics that fall off, the higher the sooner. */
  private void pluck(double start, int note, double volume) {
    for (int harmonic = 1; harmonic <= 10; harmonic++) {
      double frequency = hertz(note) * harmonic * (1 + 0.00015 * harmonic * harmonic);
      double strength = volume * StrictMath.pow(harmonic, -1.4);
      partial(start, frequency, strength, 0.004, 0.9 / (1 + 0.35 * harmonic));
    }
  }

  /** A bell: partials that are no harmonics. */
  private void bell(double start, int note, double volume) {
    double[][] partials = {{1, 1, 1.1}, {2.76, 0.28, 0.5}, {5.4, 0.09, 0.22}};
    for (double[] partial : partials) {
      partial(start, hertz(note) * partial[0], volume * partial[1], 0.003, partial[2]);
    }
  }

  /** A breath under the chord that swells and goes with the bar. */
  private void pad(double start, int note, double volume) {
    int length = (int) (5 * BEAT * RATE);
    int first = (int) StrictMath.round(start * RATE);
    for (int i = 0; i < length; i++) {
      double swell = StrictMath.sin(StrictMath.PI * i / length);
      double tone = StrictMath.sin(2 * StrictMath.PI * hertz(note) * i / RATE);
      mix[(first + i) % SAMPLES] += volume * swell * swell * tone;
    }
  }

  /** One sine that rises within its attack and dies away; past the end it rings on at the start. */
  private void partial(double start, double hertz, double volume, double attack, double decay) {
    if (hertz > 0.45 * RATE) {
      return;
    }
    int first = (int) StrictMath.round(start * RATE);
    double fade = StrictMath.exp(-1 / (decay * RATE));
    double envelope = volume;
    for (int i = 0; envelope > 1e-6; i++) {
      double rise = StrictMath.min(1, i / (attack * RATE));
      double tone = StrictMath.sin(2 * StrictMath.PI * hertz * i / RATE);
      mix[(first + i) % SAMPLES] += envelope * rise * rise * (3 - 2 * rise) * tone;
      envelope *= fade;
    }
  }

  /** Brings the mix to its loudness, and bends down what would still stand out above the peak. */
  private void level() {
    double peak = StrictMath.pow(10, PEAK_DBFS / 20);
    for (int round = 0; round < 2; round++) {
      double squares = 0;
      for (double sample : mix) {
        squares += sample * sample;
      }
      double gain = StrictMath.pow(10, RMS_DBFS / 20) / StrictMath.sqrt(squares / SAMPLES);
      for (int i = 0; i < SAMPLES; i++) {
        mix[i] = bend(mix[i] * gain, peak);
      }
    }
  }

  /** Straight up to 0.7 of the peak, then ever flatter towards it. */
  private static double bend(double sample, double peak) {
    double magnitude = StrictMath.abs(sample);
    double knee = peak * 0.7;
    if (magnitude <= knee) {
      return sample;
    }
    double room = peak - knee;
    return StrictMath.copySign(knee + room * StrictMath.tanh((magnitude - knee) / room), sample);
  }

  private byte[] wav() {
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(36 + 2 * SAMPLES).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
    wav.putInt(RATE).putInt(2 * RATE).putShort((short) 2).putShort((short) 16);
    wav.put(ascii("data")).putInt(2 * SAMPLES);
    for (double sample : mix) {
      wav.putShort((short) StrictMath.round(sample * 32_767));
    }
    return wav.array();
  }

  private static double hertz(int midiNote) {
    return 440 * StrictMath.pow(2, (midiNote - 69) / 12.0);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
