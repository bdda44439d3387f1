package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.BackgroundNoise;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.ComfortNoise;
import io.antiphon.codec.TimeStretch;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.jitter.PlayoutDecision;

/**
 * Packets in, as they come; samples out, as many as are asked for by whatever clock: carries out
 * what the jitter buffer decides, with a decoder and with samples that can be stretched. Sans-IO;
 * one thread; allocates nothing per packet but what the decoder does.
 */
public final class AdaptivePlayout {
  private static final int ROOM_MILLIS = 300;

  /** Who is not heard of any longer than this is gone; nobody listens to noise for ever. */
  private static final int NOISE_SECONDS = 2;

  private final AudioCodec codec;
  private final int samplesPerTick;
  private final JitterBuffer buffer;
  private final DecodedAudio decoded;
  private final TimeStretch waiting;
  private final short[] silence;
  private final BackgroundNoise background = new BackgroundNoise();
  private final ComfortNoise noise;
  private long noiseSamples;
  private boolean silent = true;
  private boolean extended;
  private boolean synthesizing;
  private long samplesPlayed;
  private long samplesSynthesized;
  private long synthesizedEvents;

  /**
   * One for Opus, stereo at 48 kHz, as a {@link PeerConnection} plays what it receives.
   *
   * @param config with a clock rate of 48,000 Hz
   */
  public static AdaptivePlayout opus(JitterConfig config) {
    return new AdaptivePlayout(
        AudioCodec.OPUS, config, new PlayoutWatch(new RemoteTrack(), "live"));
  }

  AdaptivePlayout(AudioCodec codec, JitterConfig config, PlayoutWatch watch) {
    this.codec = codec;
    samplesPerTick = codec.samplesPerTick();
    buffer = new JitterBuffer(config);
    decoded = new DecodedAudio(codec, codec == AudioCodec.OPUS ? 2 : 1, watch);
    AudioFormat format = decoded.format();
    int longest = codec == AudioCodec.OPUS ? OpusPacket.MAX_DURATION_TICKS : format.sampleRateHz();
    waiting = new TimeStretch(format, 2 * longest + format.samplesPerChannel(ROOM_MILLIS));
    noise = new ComfortNoise(format);
    silence = new short[format.samplesPerChannel(10) * format.channels()];
  }

  /** Rate and channels of what {@link #read} writes. */
  public AudioFormat format() {
    return decoded.format();
  }

  /** What decides; to be looked at alone. */
  public JitterBuffer buffer() {
    return buffer;
  }

  PlayoutWatch watch() {
    return decoded.watch();
  }

  /**
   * Takes a packet.
   *
   * @param nowNanos its arrival
   * @param packet only read during the call
   * @param durationTicks what it lasts: 1 tick to 1 s
   */
  public void insert(long nowNanos, RtpPacket packet, int durationTicks) {
    insert(nowNanos, packet, durationTicks, false);
  }

  /**
   * The same.
   *
   * @param withCopies whether it came with copies of those before it
   */
  void insert(long nowNanos, RtpPacket packet, int durationTicks, boolean withCopies) {
    buffer.insert(nowNanos, packet, durationTicks, withCopies || isRedundant(packet));
  }

  void insertCopy(long nowNanos, RtpPacket copy, int durationTicks) {
    buffer.insertCopy(nowNanos, copy, durationTicks);
  }

  /**
   * Takes a packet of a telephone event (RFC 4733), of the same clock: while it sounds it is silent
   * here, and no audio is missing.
   *
   * @param nowNanos its arrival
   * @param packet only read during the call
   * @param durationTicks what the event has lasted so far: 0 to 65,535
   * @param end whether it says that the event is over
   */
  public void insertEvent(long nowNanos, RtpPacket packet, int durationTicks, boolean end) {
    buffer.insertEvent(nowNanos, packet, durationTicks, end);
  }

  private boolean isRedundant(RtpPacket packet) {
    try {
      return codec == AudioCodec.OPUS
          && OpusPacket.hasFec(packet.buffer(), packet.payloadOffset(), packet.payloadLength());
    } catch (CodecException e) {
      return false;
    }
  }

  /**
   * Plays.
   *
   * @param nowNanos the time; after having been held up, ask several times with the same
   * @param pcm receives interleaved samples
   * @param offset index in {@code pcm} of the first
   * @param samplesPerChannel how many, at most 100 ms
   */
  public void read(long nowNanos, short[] pcm, int offset, int samplesPerChannel) {
    buffer.pull(nowNanos, samplesPerChannel / samplesPerTick, waitingTicks());
    fill(samplesPerChannel);
    changeSpeed(samplesPerChannel);
    fill(samplesPerChannel);
    waiting.read(pcm, offset, samplesPerChannel);
    samplesPlayed += samplesPerChannel;
    decoded.watch().onDecided(buffer, codec.clockRateHz());
  }

  private void fill(int wanted) {
    while (waiting.available() < wanted) {
      PlayoutDecision next = buffer.next(waitingTicks());
      if (next.kind() == PlayoutDecision.Kind.WAIT) {
        synthesize(wanted - waiting.available());
      } else {
        carryOut(next);
      }
    }
  }

  private void carryOut(PlayoutDecision next) {
    if (next.kind() == PlayoutDecision.Kind.CONCEAL && !next.hasPayload() && !silent) {
      // The last periods once more are more like a voice than what the decoder makes up.
      decoded.extend(next, waiting);
      extended = true;
      synthesizing = false;
      return;
    }
    decoded.decode(next);
    AudioFrame frame = decoded.frame();
    boolean nothing = next.kind() == PlayoutDecision.Kind.SILENCE;
    if (nothing && next.isLoss()) {
      comfort(frame.samples(), frame.samplesPerChannel());
    } else if (next.kind() == PlayoutDecision.Kind.PLAY) {
      background.onFrame(frame);
      noiseSamples = 0;
    }
    if (next.isSplice() || extended || nothing != silent) {
      int drawn = waiting.splice(frame.samples(), 0, frame.samplesPerChannel());
      buffer.onDrawnOut(drawn / samplesPerTick);
    } else {
      waiting.write(frame.samples(), 0, frame.samplesPerChannel());
    }
    silent = nothing;
    extended = false;
    synthesizing = false;
  }

  private void synthesize(int samples) {
    decoded.watch().onNothing();
    synthesizedEvents += synthesizing ? 0 : 1;
    synthesizing = true;
    samplesSynthesized += samples;
    int piece = silence.length / format().channels();
    for (int left = samples; left > 0; left -= piece) {
      comfort(silence, Math.min(left, piece));
      waiting.write(silence, 0, Math.min(left, piece));
    }
    silent = true;
  }

  /**
   * The background goes on: as the source has described it, until it says otherwise, or else as it
   * was heard behind the voice, for a while.
   */
  private void comfort(short[] pcm, int samples) {
    if (decoded.continueNoise(pcm, samples)) {
      return;
    }
    if (noiseSamples == 0) {
      background.describeTo(noise);
      noise.restart();
    }
    double seconds = (double) noiseSamples / format().sampleRateHz();
    noise.fill(pcm, 0, samples, Math.min(1, Math.exp(NOISE_SECONDS - seconds)));
    noiseSamples += samples;
  }

  private void changeSpeed(int wanted) {
    int samples = buffer.stretchTicks(waitingTicks()) * samplesPerTick;
    if (samples == 0) {
      return;
    }
    boolean urgent = buffer.isStretchUrgent();
    if (samples < 0) {
      buffer.onStretched(waiting.decelerate(-samples, urgent) / samplesPerTick);
      return;
    }
    int enough = wanted + waiting.enoughToAccelerate();
    while (waiting.available() < enough && buffer.isNextHere()) {
      carryOut(buffer.next(waitingTicks()));
    }
    int spare = waiting.available() - wanted;
    int most = buffer.isNextHere() ? samples : Math.min(samples, spare);
    buffer.onStretched(-waiting.accelerate(most, urgent) / samplesPerTick);
  }

  /** What is decoded and not yet played, on the clock of the buffer. */
  private int waitingTicks() {
    return waiting.available() / samplesPerTick;
  }

  /** Samples per channel handed out so far, silence for want of audio included. */
  long samplesPlayed() {
    return samplesPlayed;
  }

  /** Those of them that were silence for want of audio. */
  long samplesSynthesized() {
    return samplesSynthesized;
  }

  /** Those that were rebuilt from the packet behind them (in-band FEC). */
  long fecSamples() {
    return decoded.fecSamples();
  }

  /** How often there began to be none. */
  long synthesizedEvents() {
    return synthesizedEvents;
  }
}
