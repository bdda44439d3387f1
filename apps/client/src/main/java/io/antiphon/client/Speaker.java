package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A playback device as a sink: the event loop leaves frames, a thread of its own carries them to
 * the sound card and fills up with silence where there are none, so that the card never starves.
 *
 * <p>It plays once it holds 40 ms; beyond 120 ms the oldest samples go. Both are counted. The card
 * is kept busy from the start, because the first write may take a second.
 */
final class Speaker implements AudioSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Speaker.class);
  private static final int LINE_MILLIS = 60;
  private static final int CHUNK_MILLIS = 10;
  private static final int CUSHION_MILLIS = 40;
  private static final int LIMIT_MILLIS = 120;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(CHUNK_MILLIS);
  private static final long CLOSE_MILLIS = 500;

  private final SourceDataLine line;
  private final AudioFormat format;
  private final ElasticBuffer buffer;
  private final Thread thread;
  private @Nullable FormatConversion conversion;
  private volatile boolean closed;

  /** A speaker on a line that is open and started. */
  Speaker(SourceDataLine line, AudioFormat format) {
    this.line = line;
    this.format = format;
    buffer =
        new ElasticBuffer(
            format.channels(),
            format.samplesPerChannel(CUSHION_MILLIS),
            format.samplesPerChannel(LIMIT_MILLIS));
    thread = new Thread(this::play, "antiphon-speaker");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Opens a playback device.
   *
   * @param name its name or a part of it; null for the default
   * @throws AudioDeviceException if there is none, or it cannot be opened
   */
  static Speaker open(SoundDevices devices, @Nullable String name) throws AudioDeviceException {
    SoundDevice device = devices.find(DeviceKind.PLAYBACK, name);
    SourceDataLine line =
        SoundDevices.open(device, SourceDataLine.class, LINE_MILLIS, SourceDataLine::open);
    return new Speaker(line, device.bestFormat());
  }

  @Override
  public void accept(AudioFrame frame) {
    AudioFrame fitting = frame.format().equals(format) ? frame : converted(frame);
    buffer.write(fitting.samples(), 0, fitting.samplesPerChannel());
  }

  private AudioFrame converted(AudioFrame frame) {
    FormatConversion current = conversion;
    if (current == null || !current.from().equals(frame.format())) {
      current = new FormatConversion(frame.format(), format);
      conversion = current;
    }
    return current.process(frame);
  }

  private void play() {
    int chunk = format.samplesPerChannel(CHUNK_MILLIS);
    short[] samples = new short[chunk * format.channels()];
    byte[] bytes = new byte[2 * samples.length];
    ShortBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    boolean stuck = false;
    while (!closed) {
      if (buffer.read(samples, 0, chunk) == 0) {
        Arrays.fill(samples, (short) 0);
      }
      view.put(0, samples);
      int written = line.write(bytes, 0, bytes.length);
      if (written <= 0 && !closed) {
        if (!stuck) {
          log.warn("The speaker takes nothing any more; it may have been unplugged.");
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
      stuck = written <= 0;
    }
  }

  /** Samples per channel that were left out because the card did not keep up. */
  long droppedSamples() {
    return buffer.droppedSamples();
  }

  /** Samples per channel of silence in place of samples that did not come in time. */
  long missingSamples() {
    return buffer.missingSamples();
  }

  /** Gives the device back. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    line.stop();
    line.flush();
    line.close();
    Threads.join(thread, CLOSE_MILLIS);
    log.debug("speaker: {} samples dropped, {} missing", droppedSamples(), missingSamples());
  }
}
