package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.DeviceClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.function.Consumer;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A capture device as a source: a thread of its own takes 5 ms after 5 ms from the sound card, and
 * {@link #clock} says when 20 ms of them are there to be sent. So the card's clock is that of what
 * is said, and nothing waits.
 *
 * <p>When it is unplugged there is silence until it is back. Who does not read for more than 100 ms
 * gets the newest samples only; the others are counted.
 */
final class Microphone implements AudioSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Microphone.class);
  private static final int LINE_MILLIS = 20;
  private static final int CHUNK_MILLIS = 5;

  private final AudioFormat format;
  private final CapturedFrames frames;
  private final DeviceLoop<TargetDataLine> loop;
  private final byte[] bytes;
  private final short[] samples;
  private final ShortBuffer view;
  private @Nullable TargetDataLine current;
  private volatile boolean closed;

  private Microphone(
      SoundDevice device,
      TargetDataLine line,
      DeviceLoop.Opening<TargetDataLine> opening,
      Consumer<CallEvent> events) {
    format = device.bestFormat();
    frames = new CapturedFrames(format);
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
    if (line != current) {
      current = line;
      frames.restart();
    }
    if (line.available() < bytes.length) {
      return false;
    }
    int count = line.read(bytes, 0, bytes.length) / 2 / format.channels();
    if (count <= 0) {
      return false;
    }
    view.get(0, samples, 0, count * format.channels());
    frames.write(samples, 0, count);
    return true;
  }

  /** Says when there are samples to be read. */
  DeviceClock clock() {
    return frames;
  }

  /** The device's own format. */
  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    return closed ? -1 : frames.read(pcm, offset, samplesPerChannel);
  }

  /** Samples per channel that nobody read in time. */
  long droppedSamples() {
    return frames.droppedSamples();
  }

  /** The same in milliseconds. */
  long droppedMillis() {
    return 1_000 * droppedSamples() / format.sampleRateHz();
  }

  /** Samples per channel of silence in place of samples that did not come in time. */
  long missingSamples() {
    return frames.missingSamples();
  }

  /** Gives the device back. Idempotent; the source has ended then. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.close();
    log.debug("microphone: {} samples dropped, {} missing", droppedSamples(), missingSamples());
  }
}
