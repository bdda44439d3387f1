package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How pushed audio is played: utterance after utterance, slot by slot, with silence where the
 * producer is late. On the media clock; any thread may ask for its state and numbers.
 */
final class PushPlayback {
  private static final int PREBUFFER_WAITS = 4;
  private static final int FADE_MILLIS = 10;

  /** So long it keeps its place after the last sample: codecs and packets are late by that. */
  private static final int TAIL_MILLIS = 100;

  private final AudioFormat format;
  private final PushedAudio audio;
  private final PushedReading reading;
  private final int prebufferMillis;
  private final int prebufferWait;
  private final int patience;
  private final Consumer<PushEvent> listener;
  private final LongAdder utterances = new LongAdder();
  private final LongAdder underruns = new LongAdder();
  private final DoubleAdder silenceSeconds = new DoubleAdder();
  private volatile boolean released;
  private volatile PushState state = PushState.IDLE;
  private boolean speaking;
  private boolean starved;
  private int waited;
  private int waitedInVain;
  private int tail;

  /**
   * Nothing is played before it is released.
   *
   * @param audio what to play
   * @param format in which it is played
   * @param listener told what becomes of it
   */
  PushPlayback(
      PushedAudio audio, AudioFormat format, PushConfig config, Consumer<PushEvent> listener) {
    this.audio = audio;
    this.format = format;
    this.listener = listener;
    reading = new PushedReading(audio, format);
    prebufferMillis = (int) config.prebuffer().toMillis();
    prebufferWait = samples(PREBUFFER_WAITS * prebufferMillis);
    patience = samples((int) config.patience().toMillis());
  }

  private int samples(int millis) {
    return format.samplesPerChannel(millis);
  }

  /** Somebody can hear it now. */
  void release() {
    released = true;
  }

  void setTap(PushSource.@Nullable Tap wanted) {
    reading.setTap(wanted);
  }

  PushState state() {
    return !released && audio.waitingSeconds() > 0 ? PushState.HELD : state;
  }

  PushStats stats() {
    return audio.stats(utterances.sum(), underruns.sum(), silenceSeconds.sum());
  }

  /** Whether it has anything to play now, or is about to, or has just had. */
  boolean isActive() {
    if (audio.cutPending() && !speaking && !starved) {
      cutOff();
    }
    skipEnded();
    return speaking || starved || tail > 0 || (released && audio.hasSamples());
  }

  /** Plays what is there into a slot; so many samples per channel, the rest is silence. */
  int read(short[] pcm, int offset, int samplesPerChannel) {
    int done = audio.cutPending() ? fadeOut(pcm, offset, samplesPerChannel) : 0;
    while (done < samplesPerChannel && (speaking || begins(samplesPerChannel - done))) {
      int got = reading.take(pcm, offset + done * format.channels(), samplesPerChannel - done);
      done += got;
      if (got == 0) {
        stop();
      }
    }
    waitFor(samplesPerChannel - done);
    return done;
  }

  /** Begins an utterance, or goes on after an underrun, if enough is there. */
  private boolean begins(int samplesLeft) {
    skipEnded();
    if (!released || !audio.hasSamples()) {
      return false;
    }
    int enough = audio.format().samplesPerChannel(prebufferMillis);
    if (!audio.hasSamples(enough) && waited < prebufferWait) {
      waited += samplesLeft;
      return false;
    }
    waited = 0;
    speaking = true;
    if (starved) {
      starved = false;
    } else {
      utterances.increment();
      listener.accept(PushEvent.STARTED);
    }
    return true;
  }

  /** Nothing came: the end of the utterance, or the producer is late. */
  private void stop() {
    speaking = false;
    if (audio.atEnd()) {
      finish();
      audio.nextUtterance();
    } else {
      starved = true;
      waited = 0;
      underruns.increment();
      listener.accept(PushEvent.UNDERRUN);
    }
  }

  private void finish() {
    starved = false;
    tail = samples(TAIL_MILLIS);
    listener.accept(PushEvent.FINISHED);
  }

  /** An utterance that ends where nothing of it is left to play. */
  private void skipEnded() {
    if (!speaking && audio.atEnd()) {
      if (starved) {
        finish();
      }
      audio.nextUtterance();
    }
  }

  /** So much of the slot stays silent. */
  private void waitFor(int samples) {
    if (starved && samples > 0) {
      silenceSeconds.add((double) samples / format.sampleRateHz());
      waitedInVain += samples;
      if (waitedInVain >= patience) {
        waitedInVain = 0;
        finish();
      }
    } else {
      waitedInVain = 0;
      if (!speaking) {
        tail = Math.max(0, tail - samples);
      }
    }
    state =
        speaking
            ? PushState.PLAYING
            : starved ? PushState.UNDERRUN : waited > 0 ? PushState.BUFFERING : PushState.IDLE;
  }

  private int fadeOut(short[] pcm, int offset, int samplesPerChannel) {
    int wanted = Math.min(samplesPerChannel, samples(FADE_MILLIS));
    int faded = 0;
    while (speaking && faded < wanted) {
      int got = reading.take(pcm, offset + faded * format.channels(), wanted - faded);
      if (got == 0) {
        break;
      }
      faded += got;
    }
    int at = offset;
    for (int i = 0; i < faded; i++) {
      double gain = 0.5 + 0.5 * Math.cos(Math.PI * (i + 1) / faded);
      for (int channel = 0; channel < format.channels(); channel++, at++) {
        pcm[at] = (short) Math.round(pcm[at] * gain);
      }
    }
    cutOff();
    return faded;
  }

  private void cutOff() {
    boolean playing = speaking || starved;
    boolean lost = audio.cutOff();
    reading.cutOff();
    speaking = false;
    starved = false;
    waited = 0;
    if (playing || lost) {
      tail = playing ? samples(TAIL_MILLIS) : tail;
      listener.accept(PushEvent.INTERRUPTED);
    }
  }
}
