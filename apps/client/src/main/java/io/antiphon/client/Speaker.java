package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A playback device as a sink: the event loop leaves frames, a thread of its own carries them to
 * the sound card and fills up with silence where there are none, so that the card never starves.
 *
 * <p>In between 10 to 30 ms lie, more for a while after it was not enough; the drift of the card's
 * clock is evened out. Beyond 100 ms the oldest samples go, which is counted. The card is kept busy
 * from the start, because the first write may take a second. When it is unplugged, what is heard
 * meanwhile is lost.
 */
final class Speaker implements AudioSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Speaker.class);
  private static final int LINE_MILLIS = 30;
  private static final int CHUNK_MILLIS = 10;
  private static final int CUSHION_MILLIS = 30;
  private static final double HELD_MILLIS = 12;
  private static final int LIMIT_MILLIS = 100;

  private final AudioFormat format;
  private final SteadyBuffer buffer;
  private final DeviceLoop<SourceDataLine> loop;
  private final byte[] bytes;
  private final short[] samples;
  private final ShortBuffer view;
  private @Nullable FormatConversion conversion;
  private volatile boolean closed;

  private Speaker(
      SoundDevice device,
      SourceDataLine line,
      DeviceLoop.Opening<SourceDataLine> opening,
      Consumer<CallEvent> events) {
    format = device.bestFormat();
    buffer = new SteadyBuffer(format, CUSHION_MILLIS, HELD_MILLIS, LIMIT_MILLIS);
    samples = new short[format.samplesPerChannel(CHUNK_MILLIS) * format.channels()];
    bytes = new byte[2 * samples.length];
    view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    loop = new DeviceLoop<>(DeviceKind.PLAYBACK, device.name(), line, opening, this::play, events);
  }

  /**
   * Opens a playback device.
   *
   * @param name its name or a part of it; null for the default
   * @param events told when it goes and comes
   * @throws AudioDeviceException if there is none, or it cannot be opened
   */
  static Speaker open(SoundDevices devices, @Nullable String name, Consumer<CallEvent> events)
      throws AudioDeviceException {
    SoundDevice device = devices.find(DeviceKind.PLAYBACK, name);
    DeviceLoop.Opening<SourceDataLine> opening =
        () -> SoundDevices.open(device, SourceDataLine.class, LINE_MILLIS, SourceDataLine::open);
    Speaker speaker = new Speaker(device, opening.open(), opening, events);
    speaker.loop.start();
    return speaker;
  }

  @Override
  public void accept(AudioFrame frame) {
    AudioFrame fitting = frame.format().equals(format) ? frame : converted(frame);
    buffer.write(System.nanoTime(), fitting.samples(), 0, fitting.samplesPerChannel());
  }

  private AudioFrame converted(AudioFrame frame) {
    FormatConversion current = conversion;
    if (current == null || !current.from().equals(frame.format())) {
      current = new FormatConversion(frame.format(), format);
      conversion = current;
    }
    return current.process(frame);
  }

  private boolean play(SourceDataLine line) {
    if (line.available() < bytes.length) {
      return false;
    }
    if (buffer.read(samples, 0, samples.length / format.channels()) == 0) {
      Arrays.fill(samples, (short) 0);
    }
    view.put(0, samples);
    return line.write(bytes, 0, bytes.length) > 0;
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
    loop.close();
    log.debug(
        "speaker: {} samples dropped, {} missing, {} ms held, {} ppm",
        droppedSamples(),
        missingSamples(),
        Math.round(buffer.heldMillis()),
        Math.round(buffer.correctionPpm()));
  }
}
