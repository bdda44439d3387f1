package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.FormatConversion;
import io.antiphon.codec.wav.WavWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A WAV file in another format than what goes in, and exactly as long: what the conversion is late
 * by is left out at the start and asked of it at the end. One thread, which it blocks.
 */
final class ConvertedWav implements AutoCloseable {
  private static final int CHUNK = 4_096;

  private final WavWriter writer;
  private final @Nullable FormatConversion conversion;
  private short[] converted = new short[0];
  private long taken;
  private long written;
  private int late;

  ConvertedWav(Path file, AudioFormat sent, RecordingFormat wanted, Duration lead)
      throws IOException {
    AudioFormat format = wanted.of(sent);
    if (format.equals(sent)) {
      conversion = null;
    } else {
      conversion = new FormatConversion(sent, format);
      late = conversion.latencySamples();
    }
    writer = new WavWriter(file, format, wanted.bitsPerSample());
    writer.writeSilence(Math.round(lead.toNanos() * 1e-9 * format.sampleRateHz()));
  }

  void write(short[] samples, int offset, int samplesPerChannel) throws IOException {
    FormatConversion through = conversion;
    if (through == null) {
      writer.write(samples, offset, samplesPerChannel);
      return;
    }
    int channels = through.from().channels();
    for (int done = 0; done < samplesPerChannel; ) {
      int part = Math.min(CHUNK, samplesPerChannel - done);
      taken += part;
      convert(through, samples, offset + done * channels, part, Integer.MAX_VALUE);
      done += part;
    }
  }

  private void convert(
      FormatConversion through, short[] samples, int offset, int samplesPerChannel, long most)
      throws IOException {
    int channels = through.to().channels();
    int count = through.outputFor(samplesPerChannel);
    if (converted.length < count * channels) {
      converted = new short[count * channels];
    }
    through.convert(samples, offset, samplesPerChannel, converted, 0);
    int skipped = Math.min(late, count);
    late -= skipped;
    int kept = (int) Math.min(count - skipped, most);
    writer.write(converted, skipped * channels, kept);
    written += kept;
  }

  void writeSilence(long samplesPerChannel) throws IOException {
    FormatConversion through = conversion;
    if (through == null) {
      writer.writeSilence(samplesPerChannel);
      return;
    }
    short[] silence = new short[CHUNK * through.from().channels()];
    for (long left = samplesPerChannel; left > 0; left -= CHUNK) {
      write(silence, 0, (int) Math.min(CHUNK, left));
    }
  }

  void flush() throws IOException {
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    try (writer) {
      FormatConversion through = conversion;
      if (through != null && taken > 0) {
        short[] silence = new short[CHUNK * through.from().channels()];
        long wantedLength =
            -Math.floorDiv(
                -taken * through.to().sampleRateHz(), (long) through.from().sampleRateHz());
        while (written < wantedLength) {
          convert(through, silence, 0, CHUNK, wantedLength - written);
        }
      }
    }
  }
}
