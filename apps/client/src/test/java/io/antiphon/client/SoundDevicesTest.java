package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.List;
import java.util.Set;
import javax.sound.sampled.Mixer;
import org.junit.jupiter.api.Test;

class SoundDevicesTest {
  private static final Set<AudioFormat> BOTH = Set.of(AudioFormat.STEREO_48K, AudioFormat.MONO_48K);

  private static Mixer microphone(String name) {
    return FakeSound.mixer(name, DeviceKind.CAPTURE, BOTH, null);
  }

  @Test
  void theFirstDeviceOfItsKindIsTheDefault() {
    SoundDevices devices =
        FakeSound.devices(
            FakeSound.mixer("Speaker", DeviceKind.PLAYBACK, BOTH, null),
            microphone("Headset"),
            microphone("Webcam"));
    List<SoundDevice> found = devices.list(DeviceKind.CAPTURE);
    assertEquals(List.of("Headset", "Webcam"), found.stream().map(SoundDevice::name).toList());
    assertTrue(found.get(0).isDefault());
    assertFalse(found.get(1).isDefault());
    assertTrue(devices.list(DeviceKind.PLAYBACK).get(0).isDefault());
  }

  @Test
  void monoAt48kHzComesFirstWhereItIsOffered() {
    SoundDevice device = FakeSound.devices(microphone("a")).list(DeviceKind.CAPTURE).get(0);
    assertEquals(AudioFormat.MONO_48K, device.bestFormat());
    assertEquals(List.of(AudioFormat.MONO_48K, AudioFormat.STEREO_48K), device.formats());
  }

  @Test
  void aDeviceWithoutAFormatOfOursIsNotListed() {
    Mixer odd = FakeSound.mixer("odd", DeviceKind.CAPTURE, Set.of(AudioFormat.mono(7_000)), null);
    assertEquals(List.of(), FakeSound.devices(odd).list(DeviceKind.CAPTURE));
  }

  @Test
  void aPartOfTheNameInAnyCaseIsEnough() throws Exception {
    SoundDevices devices = FakeSound.devices(microphone("USB Webcam"), microphone("Headset Pro"));
    assertEquals("Headset Pro", devices.find(DeviceKind.CAPTURE, "headset").name());
    assertEquals("USB Webcam", devices.find(DeviceKind.CAPTURE, null).name());
  }

  @Test
  void theWholeNameWinsOverAPart() throws Exception {
    SoundDevices devices = FakeSound.devices(microphone("card 10"), microphone("card 1"));
    assertEquals("card 1", devices.find(DeviceKind.CAPTURE, "card 1").name());
  }

  @Test
  void saysWhichDeviceIsMissing() {
    SoundDevices none = FakeSound.devices();
    AudioDeviceException no =
        assertThrows(AudioDeviceException.class, () -> none.find(DeviceKind.CAPTURE, null));
    assertEquals(
        "There is no microphone (capture device) on this machine; --file or --tone stand in for one.",
        no.getMessage());
    SoundDevices one = FakeSound.devices(microphone("Webcam"));
    AudioDeviceException other =
        assertThrows(AudioDeviceException.class, () -> one.find(DeviceKind.CAPTURE, "headset"));
    assertTrue(other.getMessage().contains("\"headset\""), other.getMessage());
  }
}
