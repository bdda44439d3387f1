package io.antiphon.codec;

/** A sine whose phase is counted in periods, so that it stays in tune for ever. */
final class ToneSource implements AudioSource {
  private final AudioFormat format;
  private final double amplitude;
  private final double periodsPerSample;
  private double periods;

  ToneSource(AudioFormat format, double frequencyHz, double peakDbfs) {
    if (!(frequencyHz > 0 && frequencyHz < format.sampleRateHz() / 2.0)) {
      throw new IllegalArgumentException(
          "a tone of " + frequencyHz + " Hz at " + format.sampleRateHz() + " samples per second");
    }
    if (!(peakDbfs <= 0)) {
      throw new IllegalArgumentException("a tone of " + peakDbfs + " dBFS");
    }
    this.format = format;
    this.amplitude = Short.MAX_VALUE * Math.pow(10, peakDbfs / 20);
    this.periodsPerSample = frequencyHz / format.sampleRateHz();
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int at = offset;
    for (int i = 0; i < samplesPerChannel; i++) {
      short sample = (short) Math.round(amplitude * Math.sin(2 * Math.PI * periods));
      periods += periodsPerSample;
      periods -= Math.floor(periods);
      for (int channel = 0; channel < format.channels(); channel++) {
        pcm[at++] = sample;
      }
    }
    return samplesPerChannel;
  }
}
