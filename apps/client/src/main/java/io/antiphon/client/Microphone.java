package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A capture device as a source: a thread of its own takes 20 ms after 20 ms from the sound card,
 * the media clock takes them from there and never waits.
 *
 * <p>It holds 30 to 100 ms. When the card falls behind there is silence, when it runs ahead the
 * oldest samples go; both are counted, and neither happens to a card and a clock that keep time.
 */
final class Microphone implements AudioSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Microphone.class);

  /** Of the line's own buffer. Java looks into it four times per length when it waits. */
  private static final int LINE_MILLIS = 60;

  private static final int FRAME_MILLIS = 20;
  // More than one frame: then the next is there before it is needed, whatever the phase.
  private static final int CUSHION_MILLIS = 30;
  private static final int LIMIT_MILLIS = 100;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(FRAME_MILLIS);
  private static final long CLOSE_MILLIS = 500;

  private final TargetDataLine line;
  private final AudioFormat format;
  private final ElasticBuffer buffer;
  private final Thread thread;
  private volatile boolean closed;

  /** A microphone on a line that is open and started. */
  Microphone(TargetDataLine line, AudioFormat format) {
    this.line = line;
    this.format = format;
    buffer =
        new ElasticBuffer(
            format.channels(),
            format.samplesPerChannel(CUSHION_MILLIS),
            format.samplesPerChannel(LIMIT_MILLIS));
    thread = new Thread(this::capture, "antiphon-microphone");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Opens a capture device.
   *
   * @param name its name or a part of it; null for the default
   * @throws AudioDeviceException if there is none, or it cannot be opened
   */
  static Microphone open(SoundDevices devices, @Nullable String name) throws AudioDeviceException {
    SoundDevice device = devices.find(DeviceKind.CAPTURE, name);
    TargetDataLine line =
        SoundDevices.open(device, TargetDataLine.class, LINE_MILLIS, TargetDataLine::open);
    return new Microphone(line, device.bestFormat());
  }

  private void capture() {
    byte[] bytes = new byte[2 * format.channels() * format.samplesPerChannel(FRAME_MILLIS)];
    short[] samples = new short[bytes.length / 2];
    ShortBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    boolean silent = false;
    while (!closed) {
      int read = line.read(bytes, 0, bytes.length);
      if (read > 0) {
        int count = read / 2 / format.channels();
        view.get(0, samples, 0, count * format.channels());
        buffer.write(samples, 0, count);
        silent = false;
      } else if (!closed) {
        if (!silent) {
          log.warn("The microphone gives nothing any more; it may have been unplugged.");
        }
        silent = true;
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** The device's own format. */
  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    return closed ? -1 : buffer.read(pcm, offset, samplesPerChannel);
  }

  /** Samples per channel that were lost because nobody took them in time. */
  long droppedSamples() {
    return buffer.droppedSamples();
  }

  /** Samples per channel of silence in place of samples that did not come in time. */
  long missingSamples() {
    return buffer.missingSamples();
  }

  /** Gives the device back. Idempotent; the source has ended then. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    line.stop();
    line.close();
    Threads.join(thread, CLOSE_MILLIS);
    log.debug("microphone: {} samples dropped, {} missing", droppedSamples(), missingSamples());
  }
}
