package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import io.antiphon.peer.DeviceClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A playback device as a sink: a thread of its own carries what is heard to the sound card, and
 * {@link #clock} says how much the card wants; so what waits to be played waits in the jitter
 * buffer alone.
 *
 * <p>The card never starves: it gets silence from the start, because the first write may take a
 * second, and where nothing comes. When it is unplugged, what is heard meanwhile is lost, which is
 * counted.
 */
final class Speaker implements AudioSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Speaker.class);

  private final AudioFormat format;
  private final PlaybackSteps steps;
  private final LineLength length;
  private final LongSupplier nanos;
  private final DeviceLoop<SourceDataLine> loop;
  private final byte[] bytes;
  private final short[] samples;
  private final ShortBuffer view;
  private @Nullable SourceDataLine current;
  private @Nullable FormatConversion conversion;
  private volatile boolean closed;

  private Speaker(
      SoundDevice device,
      SourceDataLine line,
      LineLength length,
      DeviceLoop.Opening<SourceDataLine> opening,
      LongSupplier nanos,
      Consumer<CallEvent> events) {
    this.nanos = nanos;
    format = device.bestFormat();
    this.length = length;
    steps = new PlaybackSteps(format);
    samples = new short[steps.stepSamples() * format.channels()];
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
    return open(devices, name, System::nanoTime, events);
  }

  /** The same, with a clock that says how long the card has been without anything to play. */
  static Speaker open(
      SoundDevices devices, @Nullable String name, LongSupplier nanos, Consumer<CallEvent> events)
      throws AudioDeviceException {
    SoundDevice device = devices.find(DeviceKind.PLAYBACK, name);
    LineLength length = new LineLength();
    DeviceLoop.Opening<SourceDataLine> opening =
        () ->
            SoundDevices.open(device, SourceDataLine.class, length.millis(), SourceDataLine::open);
    Speaker speaker = new Speaker(device, opening.open(), length, opening, nanos, events);
    speaker.loop.start();
    return speaker;
  }

  @Override
  public void accept(AudioFrame frame) {
    AudioFrame fitting = frame.format().equals(format) ? frame : converted(frame);
    steps.give(fitting.samples(), fitting.samplesPerChannel());
    loop.wake();
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
    long nowNanos = nanos.getAsLong();
    if (line != current) {
      current = line;
      steps.restart();
      length.onOpened(nowNanos);
    }
    int frameBytes = 2 * format.channels();
    int room = line.available() / frameBytes;
    int fill = Math.max(0, line.getBufferSize() / frameBytes - room);
    steps.observe(nowNanos, fill);
    if (length.observe(nowNanos, fill == 0)) {
      log.debug("a playback line of {} ms from now on", length.millis());
      loop.renew();
    }
    if (!steps.next(nowNanos, room, samples)) {
      return false;
    }
    view.put(0, samples);
    return line.write(bytes, 0, bytes.length) > 0;
  }

  /** Says how much the card wants. */
  DeviceClock clock() {
    return steps;
  }

  /** Samples per channel that were left out because the card did not take them. */
  long droppedSamples() {
    return steps.droppedSamples();
  }

  /** What was to be heard and never was, because its time was past or the card did not take it. */
  long droppedMillis() {
    return millis(droppedSamples() + steps.leftOutSamples());
  }

  /** How long the card had nothing to play of what was to be heard, while it was in use. */
  long underrunMillis() {
    return millis(steps.underrunSamples());
  }

  private long millis(long samplesPerChannel) {
    return 1_000 * samplesPerChannel / format.sampleRateHz();
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
        "speaker: {} samples dropped, {} left out, {} silent, {} wanting, a line of {} ms",
        droppedSamples(),
        steps.leftOutSamples(),
        steps.silentSamples(),
        steps.underrunSamples(),
        length.millis());
  }
}
