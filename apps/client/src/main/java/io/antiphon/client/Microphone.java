package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.function.Consumer;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A capture device as a source: a thread of its own takes 10 ms after 10 ms from the sound card,
 * the media clock takes them from there and never waits.
 *
 * <p>In between 10 to 30 ms lie, more for a while after it was not enough; the drift of the card's
 * clock is evened out. When the card falls behind there is silence, beyond 100 ms the oldest
 * samples go; both are counted. When it is unplugged there is silence until it is back.
 */
final class Microphone implements AudioSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Microphone.class);
  private static final int LINE_MILLIS = 30;
  private static final int CHUNK_MILLIS = 10;
  // More than one frame: then the next is there before it is needed, whatever the phase.
  private static final int CUSHION_MILLIS = 30;
  private static final double HELD_MILLIS = 17;
  private static final int LIMIT_MILLIS = 100;

  private final AudioFormat format;
  private final SteadyBuffer buffer;
  private final DeviceLoop<TargetDataLine> loop;
  private final byte[] bytes;
  private final short[] samples;
  private final ShortBuffer view;
  private volatile boolean closed;

  private Microphone(
      SoundDevice device,
      TargetDataLine line,
      DeviceLoop.Opening<TargetDataLine> opening,
      Consumer<CallEvent> events) {
    format = device.bestFormat();
    buffer = new SteadyBuffer(format, CUSHION_MILLIS, HELD_MILLIS, LIMIT_MILLIS);
    bytes = new byte[2 * format.channels() * format.samplesPerChannel(CHUNK_MILLIS)];
    samples = new short[bytes.length / 2];
    view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    loop =
        new DeviceLoop<>(DeviceKind.CAPTURE, device.name(), line, opening, this::capture, events);
  }

  /**
   * Opens a capture device.
   *
   * @param name its name or a part of it; null for the default
   * @param events told when it goes and comes
   * @throws AudioDeviceException if there is none, or it cannot be opened
   */
  static Microphone open(SoundDevices devices, @Nullable String name, Consumer<CallEvent> events)
      throws AudioDeviceException {
    SoundDevice device = devices.find(DeviceKind.CAPTURE, name);
    DeviceLoop.Opening<TargetDataLine> opening =
        () -> SoundDevices.open(device, TargetDataLine.class, LINE_MILLIS, TargetDataLine::open);
    Microphone microphone = new Microphone(device, opening.open(), opening, events);
    microphone.loop.start();
    return microphone;
  }

  private boolean capture(TargetDataLine line) {
    if (line.available() < bytes.length) {
      return false;
    }
    int count = line.read(bytes, 0, bytes.length) / 2 / format.channels();
    if (count <= 0) {
      return false;
    }
    view.get(0, samples, 0, count * format.channels());
    buffer.write(System.nanoTime(), samples, 0, count);
    return true;
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
    loop.close();
    log.debug(
        "microphone: {} samples dropped, {} missing, {} ms held, {} ppm",
        droppedSamples(),
        missingSamples(),
        Math.round(buffer.heldMillis()),
        Math.round(buffer.correctionPpm()));
  }
}
