package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sound devices of this machine, as far as {@code javax.sound.sampled} shows them. */
final class SoundDevices {
  /** What we can work with, the best first: 16 bit always, the rest is converted. */
  static final List<AudioFormat> FORMATS =
      List.of(
          AudioFormat.MONO_48K,
          AudioFormat.STEREO_48K,
          AudioFormat.mono(44_100),
          AudioFormat.stereo(44_100),
          AudioFormat.mono(16_000),
          AudioFormat.mono(8_000));

  private static final Logger log = LoggerFactory.getLogger(SoundDevices.class);

  private final List<Mixer> mixers;

  SoundDevices(List<Mixer> mixers) {
    this.mixers = List.copyOf(mixers);
  }

  /** Those that are there now. */
  static SoundDevices ofThisMachine() {
    return new SoundDevices(
        Arrays.stream(AudioSystem.getMixerInfo()).map(AudioSystem::getMixer).toList());
  }

  /** The devices of one kind that offer a format of ours; the first of them is the default. */
  List<SoundDevice> list(DeviceKind kind) {
    List<SoundDevice> found = new ArrayList<>();
    for (Mixer mixer : mixers) {
      List<AudioFormat> formats =
          FORMATS.stream().filter(each -> mixer.isLineSupported(info(kind, each))).toList();
      if (!formats.isEmpty()) {
        String name = mixer.getMixerInfo().getName();
        found.add(new SoundDevice(name, kind, formats, found.isEmpty(), mixer));
      }
    }
    return found;
  }

  /**
   * The device that is meant.
   *
   * @param name its name or a part of it, in any case; null for the default
   * @throws AudioDeviceException if there is none
   */
  SoundDevice find(DeviceKind kind, @Nullable String name) throws AudioDeviceException {
    List<SoundDevice> all = list(kind);
    if (all.isEmpty()) {
      throw new AudioDeviceException(kind.absence());
    }
    if (name == null) {
      return all.get(0);
    }
    String part = name.toLowerCase(Locale.ROOT);
    return first(all, each -> each.name().equals(name))
        .or(() -> first(all, each -> each.name().toLowerCase(Locale.ROOT).contains(part)))
        .orElseThrow(
            () ->
                new AudioDeviceException(
                    "There is no "
                        + kind
                        + " device called \""
                        + name
                        + "\"; ./antiphon devices"
                        + " lists those there are."));
  }

  private static Optional<SoundDevice> first(
      List<SoundDevice> devices, Predicate<SoundDevice> wanted) {
    return devices.stream().filter(wanted).findFirst();
  }

  /** How a line of this type is opened: {@code open} of its interface. */
  interface Opening<T> {
    void open(T line, javax.sound.sampled.AudioFormat format, int bufferBytes)
        throws LineUnavailableException;
  }

  /**
   * A device's line in its best format, opened and started.
   *
   * @param bufferMillis length of the line's own buffer, which the system may change
   * @throws AudioDeviceException if it cannot be had now
   */
  static <T extends DataLine> T open(
      SoundDevice device, Class<T> type, int bufferMillis, Opening<T> opening)
      throws AudioDeviceException {
    AudioFormat format = device.bestFormat();
    try {
      T line = type.cast(device.mixer().getLine(info(device.kind(), format)));
      int bytes = 2 * format.channels() * format.samplesPerChannel(bufferMillis);
      opening.open(line, javaFormat(format), bytes);
      line.start();
      log.debug(
          "{}: {}, {}, a buffer of {} bytes",
          device.kind(),
          device.name(),
          format,
          line.getBufferSize());
      return line;
    } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
      throw new AudioDeviceException(
          "The "
              + device.kind()
              + " device \""
              + device.name()
              + "\" cannot be opened; another"
              + " program may hold it ("
              + e.getMessage()
              + ").",
          e);
    }
  }

  private static DataLine.Info info(DeviceKind kind, AudioFormat format) {
    return new DataLine.Info(kind.line(), javaFormat(format));
  }

  /** The same in Java's terms: signed 16 bit, little-endian. */
  private static javax.sound.sampled.AudioFormat javaFormat(AudioFormat format) {
    return new javax.sound.sampled.AudioFormat(
        format.sampleRateHz(), 16, format.channels(), true, false);
  }
}
