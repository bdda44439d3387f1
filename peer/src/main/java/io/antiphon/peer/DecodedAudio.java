package io.antiphon.peer;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.ComfortNoise;
import io.antiphon.codec.TimeStretch;
import io.antiphon.rtp.jitter.PlayoutDecision;
import java.util.Arrays;

/** Turns what a buffer decides into PCM: packets decoded, gaps repaired, silence filled in. */
final class DecodedAudio {
  private final AudioDecoder decoder;
  private final int samplesPerTick;
  private final AudioFrame frame;
  private final PlayoutWatch watch;
  private final ComfortNoise noise;
  private boolean noisy;
  private long fecSamples;

  DecodedAudio(AudioCodec codec, int channels, PlayoutWatch watch) {
    this.watch = watch;
    samplesPerTick = codec.samplesPerTick();
    decoder = codec.newDecoder(channels);
    AudioFormat format = decoder.format();
    noise = new ComfortNoise(format);
    // A decision stands for at most a second.
    frame = new AudioFrame(format, format.sampleRateHz());
  }

  AudioFormat format() {
    return frame.format();
  }

  /** What is known of all that was decoded. */
  PlayoutWatch watch() {
    return watch;
  }

  /** What was decoded last, good until the next call. */
  AudioFrame frame() {
    return frame;
  }

  /** Samples per channel that were rebuilt from the packet behind them. */
  long fecSamples() {
    return fecSamples;
  }

  /** Does what the decision says. */
  void decode(PlayoutDecision decision) {
    int samples = decision.ticks() * samplesPerTick;
    switch (decision.kind()) {
      case PLAY -> play(decision, samples);
      case CONCEAL -> conceal(decision, samples);
      case SILENCE, WAIT -> silence(samples);
    }
    watch.onDecoded(decision, frame);
  }

  /**
   * Lets what was last go on in place of what is lost. The decoder conceals it as well, unheard, so
   * that it is ready for what follows.
   */
  void extend(PlayoutDecision decision, TimeStretch waiting) {
    decoder.decodeLost(decision.ticks(), frame.samples(), 0);
    waiting.extend(frame.samples(), 0, decision.ticks());
    frame.setSamplesPerChannel(decision.ticks());
    watch.onDecoded(decision, frame);
  }

  private void play(PlayoutDecision decision, int samples) {
    if (decision.payloadType() == AudioCodec.COMFORT_NOISE) {
      noise.setParameters(decision.payload(), 0, decision.payloadLength());
      noisy = true;
      silence(samples);
      return;
    }
    noisy = false;
    int decoded;
    try {
      decoded = decoder.decode(decision.payload(), 0, decision.payloadLength(), frame.samples(), 0);
    } catch (CodecException e) {
      decoder.decodeLost(samples, frame.samples(), 0);
      frame.setSamplesPerChannel(samples);
      return;
    }
    int channels = format().channels();
    int trim = Math.min(decision.trimTicks() * samplesPerTick, decoded);
    if (trim > 0) {
      int rest = (decoded - trim) * channels;
      System.arraycopy(frame.samples(), trim * channels, frame.samples(), 0, rest);
      decoded -= trim;
    }
    frame.setSamplesPerChannel(decoded);
    if (decoded != samples) {
      pad(decoded, samples);
    }
  }

  /** The decoder and the packet's own words differ: RTP time is right. */
  private void pad(int decoded, int samples) {
    if (decoded < samples) {
      int channels = format().channels();
      Arrays.fill(frame.samples(), decoded * channels, samples * channels, (short) 0);
    }
    frame.setSamplesPerChannel(samples);
  }

  private void conceal(PlayoutDecision decision, int samples) {
    try {
      if (decision.hasPayload()) {
        decoder.decodeFec(
            decision.payload(), 0, decision.payloadLength(), samples, frame.samples(), 0);
        fecSamples += samples;
      } else {
        decoder.decodeLost(samples, frame.samples(), 0);
      }
    } catch (CodecException e) {
      decoder.decodeLost(samples, frame.samples(), 0);
    }
    frame.setSamplesPerChannel(samples);
  }

  /** Writes noise as the source has described it (RFC 3389 §4); false if it is not in force. */
  boolean continueNoise(short[] pcm, int samples) {
    if (noisy) {
      noise.fill(pcm, 0, samples, 1);
    }
    return noisy;
  }

  private void silence(int samples) {
    if (!continueNoise(frame.samples(), samples)) {
      Arrays.fill(frame.samples(), 0, samples * format().channels(), (short) 0);
      noise.restart();
    }
    frame.setSamplesPerChannel(samples);
  }
}
