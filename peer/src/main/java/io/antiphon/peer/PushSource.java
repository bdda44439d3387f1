package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Live audio: what a program pushes, as fast as it has it, is played in time.
 *
 * <p>What is pushed comes in utterances, each ended by {@link #flush}. An utterance begins when
 * somebody can hear it and {@link PushConfig#prebuffer} of it is there; the next follows without a
 * gap. Where the producer is late, silence goes out and is counted; no sample is lost or played
 * twice. It never ends by itself, unless it is {@linkplain #close closed}.
 *
 * <p>Any thread may push; one media clock plays, which never waits for a lock of theirs but to cut
 * something off. Give it to {@link PeerConnection#addTrack}, or to {@link Transceiver#interject}.
 */
public final class PushSource implements AudioSource, AutoCloseable {
  /** A chunk as long as this is always taken while less than the high-water mark waits. */
  private static final double LARGEST_CHUNK_SECONDS = 10;

  /** Who wants to see the samples as they were pushed, on the media clock. */
  interface Tap {
    void taken(AudioFormat format, short[] pcm, int offset, int samplesPerChannel);
  }

  private final AudioFormat format;
  private final PushedAudio audio;
  private final PushPlayback playback;
  private final WaterMarks marks;
  private final List<Consumer<PushEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Object pushing = new Object();
  private volatile boolean closed;

  /**
   * A source that has nothing to say yet, with the usual buffers.
   *
   * @param format of what it gives; what is pushed in another one is converted
   */
  public static PushSource of(AudioFormat format) {
    return new PushSource(format, PushConfig.defaults());
  }

  /** The same with buffers of one's own. */
  public static PushSource of(AudioFormat format, PushConfig config) {
    return new PushSource(format, config);
  }

  private PushSource(AudioFormat format, PushConfig config) {
    this.format = format;
    audio = new PushedAudio(format);
    playback = new PushPlayback(audio, format, config, this::tell);
    marks = new WaterMarks(config.lowWater(), config.highWater());
  }

  // ---- For those who push

  /**
   * Pushes samples in the source's own format.
   *
   * @param interleaved copied
   * @param samplesPerChannel any number; what is more than 10 s beyond the high-water mark is
   *     dropped and counted
   * @return completed when it is time to push more: at once while less than {@link
   *     PushConfig#highWater} waits, else when what waits has sunk to {@link PushConfig#lowWater}.
   *     It may be completed by the media clock: what follows must not block, or go elsewhere
   *     ({@code thenRunAsync})
   * @throws IllegalStateException if the source is closed
   */
  public CompletableFuture<Void> push(short[] interleaved, int offset, int samplesPerChannel) {
    Objects.checkFromIndexSize(offset, samplesPerChannel * format.channels(), interleaved.length);
    return append(format, interleaved, offset, samplesPerChannel);
  }

  /**
   * A way in for bytes, in any chunks.
   *
   * @param pushed rate and channels of what comes by it
   * @param order of the two bytes of a sample
   * @throws IllegalArgumentException if that rate cannot be converted
   */
  public PushStream stream(AudioFormat pushed, ByteOrder order) {
    if (!pushed.equals(format)) {
      PushConversion unused = new PushConversion(pushed, format); // its filter is kept for later
    }
    return new PushStream(this, pushed, order);
  }

  CompletableFuture<Void> append(AudioFormat pushed, short[] pcm, int offset, int samples) {
    synchronized (pushing) {
      if (closed) {
        throw new IllegalStateException("the source is closed");
      }
      double left = marks.highSeconds() + LARGEST_CHUNK_SECONDS - audio.waitingSeconds();
      int taken = (int) Math.max(0, Math.min(samples, left * pushed.sampleRateHz()));
      audio.append(pushed, pcm, offset, taken);
      if (taken < samples) {
        audio.refuse(pushed, samples - taken);
      }
    }
    return ready();
  }

  /** Completed when it is time to push more, as {@link #push} tells it. */
  public CompletableFuture<Void> ready() {
    synchronized (pushing) {
      return marks.ask(closed ? 0 : audio.waitingSeconds());
    }
  }

  /**
   * Ends the utterance: what is there is played out, then {@link PushEvent#FINISHED} is told.
   *
   * @return completed on the media clock when it is over: true if all of it was played, false if it
   *     was cut off
   */
  public CompletableFuture<Boolean> flush() {
    synchronized (pushing) {
      return audio.end().copy();
    }
  }

  /**
   * Cuts off all that was pushed and not played: the next slot of the media clock fades out within
   * 10 ms. What is pushed from now on is a new utterance.
   */
  public void interrupt() {
    synchronized (pushing) {
      audio.interrupt();
    }
    marks.letGo();
  }

  /** Plays out what is there, then ends for good; nothing can be pushed any more. */
  @Override
  public void close() {
    synchronized (pushing) {
      closed = true;
      CompletableFuture<Boolean> unused = audio.end();
    }
    marks.letGo();
  }

  /** Tells what becomes of what is pushed, on the event loop: listeners must not block. */
  public void onEvent(Consumer<PushEvent> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Whether it plays, and if not, why. */
  public PushState state() {
    return playback.state();
  }

  /** What it has counted so far. */
  public PushStats stats() {
    return playback.stats();
  }

  /**
   * Lets it speak. An {@link Endpoint} does so once the peer can hear: something authentic has come
   * from it, or a second has passed since the handshake. To be called by whoever plays the source
   * elsewhere.
   */
  public void release() {
    playback.release();
  }

  // ---- For the media clock

  @Override
  public AudioFormat format() {
    return format;
  }

  void setTap(@Nullable Tap wanted) {
    playback.setTap(wanted);
  }

  /** Whether it has anything to play now, or is about to, or has just had. */
  boolean isActive() {
    return playback.isActive();
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int done = playback.read(pcm, offset, samplesPerChannel);
    if (marks.isAsked()) {
      marks.onLevel(audio.waitingSeconds());
    }
    return done == 0 && closed && !isActive() && !audio.hasSamples() ? -1 : done;
  }

  private void tell(PushEvent event) {
    listeners.forEach(listener -> listener.accept(event));
  }
}
