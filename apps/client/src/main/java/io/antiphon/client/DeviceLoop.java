package io.antiphon.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sound.sampled.DataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that carries samples to or from a sound device, and opens it again when it was
 * unplugged or has stopped. It never waits in the device: a line that will never deliver would keep
 * it for ever.
 */
final class DeviceLoop<L extends DataLine> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeviceLoop.class);
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long CLOSE_MILLIS = 500;

  /** How the line is opened, the first time and again. */
  interface Opening<L> {
    L open() throws AudioDeviceException;
  }

  /** Moves what can be moved without waiting. */
  interface Transfer<L> {
    /**
     * Moves at most a chunk.
     *
     * @return whether anything was
     */
    boolean move(L line);
  }

  private final DeviceKind kind;
  private final String device;
  private final Opening<L> opening;
  private final Transfer<L> transfer;
  private final Consumer<CallEvent> events;
  private final DeviceWatch watch = new DeviceWatch(System.nanoTime());
  private final DeviceRhythm rhythm = new DeviceRhythm();
  private final Thread thread;
  private @Nullable L line;
  private boolean renewing;
  private volatile boolean closed;

  /**
   * A loop over a line that is open and started; it begins at once.
   *
   * @param device what the device is called
   * @param events told when the device goes and comes
   */
  DeviceLoop(
      DeviceKind kind,
      String device,
      L line,
      Opening<L> opening,
      Transfer<L> transfer,
      Consumer<CallEvent> events) {
    this.kind = kind;
    this.device = device;
    this.line = line;
    this.opening = opening;
    this.transfer = transfer;
    this.events = events;
    thread = new Thread(this::run, "antiphon-" + kind.noun());
    thread.setDaemon(true);
  }

  /** Begins; once all that the transfer needs is there. */
  void start() {
    thread.start();
  }

  /** The line is to be opened anew, at once; for its transfer. */
  void renew() {
    renewing = true;
  }

  /** There is something to move; from any thread. */
  void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      L open = line;
      if (open == null) {
        reopen();
      } else {
        carry(open);
      }
    }
    release();
  }

  private void carry(L open) {
    boolean moved = transfer.move(open);
    if (renewing) {
      renewing = false;
      release();
      return;
    }
    long nowNanos = System.nanoTime();
    if (moved) {
      rhythm.onMoved(nowNanos);
      if (watch.onProgress(nowNanos)) {
        log.info("the {} is back", kind.noun());
        events.accept(CallEvent.deviceBack(kind, device));
      }
    } else if (watch.isStalled(nowNanos)) {
      release();
      lose(nowNanos);
    } else {
      LockSupport.parkNanos(rhythm.restNanos(nowNanos));
    }
  }

  private void lose(long nowNanos) {
    if (watch.onLost(nowNanos)) {
      String sentence =
          "The "
              + kind.noun()
              + " has stopped; it may have been unplugged. The call goes on, and takes it up again"
              + " when it is back.";
      log.warn(sentence);
      events.accept(CallEvent.deviceLost(kind, sentence));
    }
  }

  private void reopen() {
    long nowNanos = System.nanoTime();
    if (!watch.isReopenDue(nowNanos)) {
      LockSupport.parkNanos(REST_NANOS);
      return;
    }
    try {
      line = opening.open();
      watch.onOpened(System.nanoTime());
    } catch (AudioDeviceException e) {
      log.debug("not yet: {}", e.getMessage());
      lose(System.nanoTime());
    }
  }

  private void release() {
    L open = line;
    line = null;
    if (open != null) {
      open.stop();
      open.flush();
      open.close();
    }
  }

  /** Gives the device back. Idempotent. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    Threads.join(thread, CLOSE_MILLIS);
  }
}
