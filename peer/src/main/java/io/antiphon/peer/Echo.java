package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.AudioSource;

/**
 * Says what it hears, in the same slot of the media clock: {@link RemoteTrack#addSink} it to a
 * track, and {@link PeerConnection#addTrack} it to a connection of the same {@link Endpoint}.
 */
public final class Echo implements AudioSource, AudioSink {
  private final SlotAudio voice = new SlotAudio();
  private final short[] slot = new short[SlotAudio.LENGTH];

  /** An echo that has heard nothing yet. */
  public Echo() {}

  @Override
  public void accept(AudioFrame frame) {
    voice.accept(frame);
  }

  /** 48 kHz stereo; who wants mono gets it mixed down. */
  @Override
  public AudioFormat format() {
    return SlotAudio.FORMAT;
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    if (!voice.take(slot)) {
      return 0;
    }
    int samples = Math.min(samplesPerChannel, SlotAudio.SAMPLES);
    System.arraycopy(slot, 0, pcm, offset, samples * SlotAudio.FORMAT.channels());
    return samples;
  }
}
