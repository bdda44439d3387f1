package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Samples on their way from those who push to the one who plays: utterances in a row, each in one
 * format.
 *
 * <p>Producers share a lock; the player takes it only where something was cut off. It sees blocks
 * that only grow, so its way costs a volatile read.
 */
final class PushedAudio {
  private static final int BLOCK_SAMPLES = 4_096;

  /** Seconds; what is less is what rounding has left. */
  private static final double LESS_THAN_A_SAMPLE = 1e-7;

  /** A stretch of one utterance. */
  private static final class Block {
    final AudioFormat format;
    final short[] pcm;

    /** Comes after a cut: the player gets here by {@link #cutOff} alone. */
    final boolean behindCut;

    /** Completed when what is in it was played (true) or dropped (false). */
    final CompletableFuture<Boolean> over = new CompletableFuture<>();

    /** Shorts that are valid; only grows, and not any more once there is a next block. */
    volatile int filled;

    /** The utterance ends with this block, and the block is full as it is. */
    volatile boolean last;

    volatile @Nullable Block next;

    /** Shorts that the player has taken. */
    int taken;

    Block(AudioFormat format, int samplesPerChannel, boolean behindCut) {
      this.format = format;
      pcm = new short[samplesPerChannel * format.channels()];
      this.behindCut = behindCut;
    }
  }

  private final LongAdder pushed = new LongAdder();
  private final LongAdder played = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final DoubleAdder pushedSeconds = new DoubleAdder();
  private final DoubleAdder playedSeconds = new DoubleAdder();
  private final DoubleAdder droppedSeconds = new DoubleAdder();

  // Of the producers.
  private Block tail;
  private boolean open;

  // Between the two, under the lock; the flag tells the player when to take it.
  private @Nullable Block cut;
  private @Nullable Block beforeCut;
  private volatile boolean cutPending;
  private volatile double goneSeconds;

  // Of the player.
  private Block head;

  PushedAudio(AudioFormat format) {
    tail = new Block(format, 0, false);
    head = tail;
  }

  // ---- Producers

  /** Takes all samples; a change of format ends the utterance. */
  synchronized void append(AudioFormat format, short[] interleaved, int offset, int samples) {
    if (samples == 0) {
      return;
    }
    if (open && !tail.format.equals(format)) {
      CompletableFuture<Boolean> unused = end();
    }
    int left = samples * format.channels();
    int from = offset;
    while (left > 0) {
      Block block = tail;
      int room = block.last || !block.format.equals(format) ? 0 : block.pcm.length - block.filled;
      if (room == 0) {
        block = link(new Block(format, BLOCK_SAMPLES, false));
        room = block.pcm.length;
      }
      int part = Math.min(left, room);
      System.arraycopy(interleaved, from, block.pcm, block.filled, part);
      publish(block, block.filled + part);
      from += part;
      left -= part;
    }
    open = true;
    pushed.add(samples);
    pushedSeconds.add(format.seconds(samples));
  }

  private static void publish(Block block, int filled) {
    block.filled = filled;
  }

  private Block link(Block block) {
    tail.next = block;
    tail = block;
    return block;
  }

  /** Counts what was not taken for want of room. */
  synchronized void refuse(AudioFormat format, int samples) {
    pushed.add(samples);
    pushedSeconds.add(format.seconds(samples));
    drop(format, samples);
  }

  /** Ends the utterance; completed with whether all of it was played once it is over. */
  synchronized CompletableFuture<Boolean> end() {
    if (open) {
      open = false;
      tail.last = true;
    }
    return tail.pcm.length == 0 ? CompletableFuture.completedFuture(true) : tail.over;
  }

  /** Cuts off all that was pushed so far and not played; what is pushed next is played next. */
  synchronized void interrupt() {
    Block pending = cut;
    Block before = beforeCut;
    Block fresh = new Block(tail.format, 0, true);
    if (pending != null && before != null) {
      drop(pending, null); // the player has not been here yet, and never will be
    } else {
      before = tail;
    }
    cut = fresh;
    beforeCut = before;
    cutPending = true;
    open = false;
    before.next = fresh;
    tail = fresh;
    goneSeconds = pushedSeconds.sum();
  }

  /** What waits to be played, in seconds, what was cut off left out. */
  double waitingSeconds() {
    double gone = Math.max(playedSeconds.sum() + droppedSeconds.sum(), goneSeconds);
    double waiting = pushedSeconds.sum() - gone;
    return waiting < LESS_THAN_A_SAMPLE ? 0 : waiting;
  }

  // ---- The player

  /** Whether something was cut off since the last {@link #cutOff}. */
  boolean cutPending() {
    return cutPending;
  }

  /**
   * Goes on behind what was cut off.
   *
   * @return whether anything was lost by that
   */
  synchronized boolean cutOff() {
    Block to = cut;
    if (to == null) {
      return false;
    }
    boolean lost = drop(head, to) > 0;
    head = to;
    cut = null;
    beforeCut = null;
    cutPending = false;
    return lost;
  }

  /** Drops what is left from one block to the one before another; how many samples that was. */
  private long drop(Block from, @Nullable Block to) {
    long samples = 0;
    for (Block each = from; each != null && each != to; each = each.next) {
      int left = (each.filled - each.taken) / each.format.channels();
      drop(each.format, left);
      samples += left;
      each.over.complete(false);
    }
    return samples;
  }

  private void drop(AudioFormat format, int samples) {
    dropped.add(samples);
    droppedSeconds.add(format.seconds(samples));
  }

  /** The block with the next sample of this utterance, or the one where it will come, or ends. */
  private Block current() {
    Block block = head;
    for (Block next = block.next; next != null; next = block.next) {
      // Read in this order: a block with a next one is as full as it will ever be.
      if (block.taken < block.filled || block.last || next.behindCut) {
        break;
      }
      block.over.complete(true);
      block = next;
    }
    head = block;
    return block;
  }

  /** Whether there is anything to play in this utterance now. */
  boolean hasSamples() {
    Block block = current();
    return block.taken < block.filled;
  }

  /** Whether the utterance has ended, and all of it was taken. */
  boolean atEnd() {
    Block block = current();
    return block.last && block.taken == block.filled;
  }

  /** Goes on to the next utterance, which may have nothing in it yet. */
  void nextUtterance() {
    Block block = head;
    block.over.complete(true);
    Block next = block.next;
    if (next != null && !next.behindCut) {
      head = next;
    }
  }

  /** Whether the utterance behind this one is in the same format and has begun to come. */
  boolean continues() {
    Block next = head.next;
    return next != null && !next.behindCut && next.filled > 0 && next.format.equals(head.format);
  }

  /** Whether there is so much of this utterance, or all of it. */
  boolean hasSamples(int samples) {
    int found = 0;
    Block block = current();
    while (true) {
      Block next = block.next;
      found += (block.filled - block.taken) / block.format.channels();
      if (found >= samples || block.last) {
        return true;
      }
      if (next == null || next.behindCut) {
        return false;
      }
      block = next;
    }
  }

  /** The format of this utterance. */
  AudioFormat format() {
    return current().format;
  }

  /** Takes up to so many samples per channel of this utterance. */
  int take(short[] into, int offset, int samples) {
    int done = 0;
    int channels = format().channels();
    while (done < samples && hasSamples()) {
      Block block = head;
      int part = Math.min(samples - done, (block.filled - block.taken) / channels);
      System.arraycopy(block.pcm, block.taken, into, offset + done * channels, part * channels);
      block.taken += part * channels;
      done += part;
    }
    played.add(done);
    playedSeconds.add((double) done / head.format.sampleRateHz());
    return done;
  }

  // ---- Anybody

  PushStats stats(long utterances, long underruns, double silenceSeconds) {
    // In this order, so that what is on its way counts as waiting.
    long out = played.sum();
    long lost = dropped.sum();
    double outSeconds = playedSeconds.sum();
    double lostSeconds = droppedSeconds.sum();
    long in = pushed.sum();
    double inSeconds = pushedSeconds.sum();
    return new PushStats(
        in,
        out,
        lost,
        in - out - lost,
        inSeconds,
        outSeconds,
        lostSeconds,
        in == out + lost ? 0 : Math.max(0, inSeconds - outSeconds - lostSeconds),
        utterances,
        underruns,
        silenceSeconds);
  }
}
