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
  /** Packets lost in a row, after which concealment has faded away. */
  private static final int MOST_TOLD = 6;

  private final AudioDecoder decoder;
  private final int samplesPerTick;
  private final AudioFrame frame;
  private final PlayoutWatch watch;
  private final ComfortNoise noise;
  private boolean noisy;

  /** Whether something was played that the decoder knows nothing of. */
  private boolean extended;

  private int lastSequenceNumber;

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
   * Lets what was last go on in place of what is not there. The decoder is told nothing of it, as
   * it may only be late.
   */
  void extend(PlayoutDecision decision, TimeStretch waiting) {
    extended = true;
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
      if (extended) {
        tellOfLoss(decision, missingBefore(decision));
      }
      decoded = decoder.decode(decision.payload(), 0, decision.payloadLength(), frame.samples(), 0);
    } catch (CodecException e) {
      decoder.decodeLost(samples, frame.samples(), 0);
      frame.setSamplesPerChannel(samples);
      return;
    }
    extended = false;
    lastSequenceNumber = decision.sequenceNumber();
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

  private int missingBefore(PlayoutDecision decision) {
    return (decision.sequenceNumber() - lastSequenceNumber - 1) & 0xFFFF;
  }

  /**
   * Rebuilds unheard what the packet holds of the one before it, for the decoder to be where the
   * packet goes on from. Whatever the packet does not hold is concealed, unheard as well.
   */
  private void tellOfLoss(PlayoutDecision next, int missing) throws CodecException {
    int samples = next.ticks() * samplesPerTick;
    for (int i = 1; i < Math.min(missing, MOST_TOLD); i++) {
      decoder.decodeLost(samples, frame.samples(), 0);
    }
    if (missing > 0) {
      decoder.decodeFec(next.payload(), 0, next.payloadLength(), samples, frame.samples(), 0);
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
        if (extended && missingBefore(decision) > 1) {
          decoder.decodeLost(samples, frame.samples(), 0);
        }
        decoder.decodeFec(
            decision.payload(), 0, decision.payloadLength(), samples, frame.samples(), 0);
        fecSamples += samples;
      } else {
        decoder.decodeLost(samples, frame.samples(), 0);
      }
    } catch (CodecException e) {
      decoder.decodeLost(samples, frame.samples(), 0);
    }
    extended = false;
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
