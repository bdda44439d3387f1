package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import java.util.List;
import javax.sound.sampled.Mixer;

/**
 * One sound device, one way.
 *
 * @param name as the system calls it
 * @param kind which way its audio goes
 * @param formats those of {@link SoundDevices#FORMATS} that it offers, the best first; not empty
 * @param isDefault whether it is taken when none is named
 * @param mixer where its line comes from
 */
record SoundDevice(
    String name, DeviceKind kind, List<AudioFormat> formats, boolean isDefault, Mixer mixer) {
  SoundDevice {
    formats = List.copyOf(formats);
  }

  /** The format to open it with. */
  AudioFormat bestFormat() {
    return formats.get(0);
  }
}
