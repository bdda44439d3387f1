package io.antiphon.bench;

import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavFormatException;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.dtlssrtp.SrtpSession;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;

/** One thread that plays any number of callers. */
final class LoadGenerator implements Executor, AutoCloseable {
  private static final long SLOT_NANOS = 20_000_000;
  private static final int MOST_MADE_UP = 15;
  private static final long REST_NANOS = 2_000_000;
  private static final long ADVANCE_NANOS = 5_000_000;

  private final Selector selector = Selector.open();
  private final Thread thread = new Thread(this::run, "bench-load");
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<LoadPeer> peers = new ArrayList<>();
  private final Identity identity = Identity.generate();
  private final SecureRandom random = new SecureRandom();
  private final ExecutorService handshakes = DtlsHandshake.newExecutor("bench-dtls", 200, 1_000);
  private final Speech speech;
  private long startNanos;
  private long advancedNanos;
  private volatile boolean mute;
  private volatile boolean closed;

  /** Who speaks says what is in this file, again and again. */
  LoadGenerator(Path file) throws IOException, WavFormatException {
    speech = Speech.of(WavFile.read(file));
    SrtpSession.warmUp();
    DtlsHandshake.warmUp();
    thread.setDaemon(true);
    thread.start();
  }

  Selector selector() {
    return selector;
  }

  Identity identity() {
    return identity;
  }

  SecureRandom random() {
    return random;
  }

  ExecutorService handshakes() {
    return handshakes;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
    LockSupport.unpark(thread);
  }

  /** Asks something of the thread, and waits for the answer. */
  <T> T ask(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    execute(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }

  /** A new caller, who speaks, and has not called yet. */
  LoadPeer newPeer() {
    return newPeer(true, 0);
  }

  /**
   * A new caller, who has not called yet.
   *
   * @param speaking or else sending silence
   * @param voices that it has sections for besides its own
   */
  LoadPeer newPeer(boolean speaking, int voices) {
    return newPeer(speaking ? speech : Speech.SILENCE, voices);
  }

  /** A new caller who says this, and has not called yet. */
  LoadPeer newPeer(Speech words, int voices) {
    return ask(
        () -> {
          LoadPeer peer = new LoadPeer(this, words, voices);
          peers.add(peer);
          return peer;
        });
  }

  /** Lets nobody say anything, or all of them again. */
  void mute(boolean value) {
    mute = value;
  }

  /** Packets that all of them have received. */
  long packetsReceived() {
    return ask(() -> peers.stream().mapToLong(LoadPeer::packetsReceived).sum());
  }

  /** Ends all calls. */
  void hangUp() {
    ask(
        () -> {
          peers.forEach(LoadPeer::hangUp);
          return peers.size();
        });
  }

  /** Forgets all callers, some time after they hung up. */
  void clear() {
    ask(
        () -> {
          peers.forEach(LoadPeer::release);
          peers.clear();
          return 0;
        });
  }

  private void run() {
    startNanos = System.nanoTime();
    long spoken = 0;
    while (!closed) {
      try {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        spoken = mute ? 0 : speak(spoken);
        if (peers.stream().anyMatch(LoadPeer::isConnecting)) {
          attend();
        } else {
          peers.forEach(LoadPeer::run);
          LockSupport.parkNanos(REST_NANOS);
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** Whose turn it is speaks: the callers' slots are spread over the 20 ms, as in life. */
  private long speak(long spoken) {
    int count = peers.size();
    if (count == 0) {
      return 0;
    }
    long nowNanos = System.nanoTime();
    long due = (nowNanos - startNanos) * count / SLOT_NANOS;
    // After a change of number, or a stall, nobody makes up for what was missed, but who is alone
    // does: what a microphone has taken in meanwhile comes all at once.
    long most = count == 1 ? MOST_MADE_UP : 3L * count;
    long from = due - spoken > most || due < spoken ? due - count : spoken;
    for (long turn = Math.max(0, from); turn < due; turn++) {
      peers.get((int) (turn % count)).speak(nowNanos);
    }
    return due;
  }

  /** Looks at those alone who have something to read, as long as it matters how soon they do. */
  private void attend() throws IOException {
    selector.select(1);
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.attachment() instanceof LoadPeer peer) {
        peer.run();
      }
    }
    selector.selectedKeys().clear();
    long nowNanos = System.nanoTime();
    if (nowNanos - advancedNanos >= ADVANCE_NANOS) {
      advancedNanos = nowNanos;
      peers.forEach(LoadPeer::advance);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(thread);
    selector.wakeup();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handshakes.shutdownNow();
    selector.close();
  }
}
