package io.antiphon.codec;

/** Plays a clip once or for ever. */
final class ClipSource implements AudioSource {
  private final AudioClip clip;
  private final boolean loop;
  private int position;

  ClipSource(AudioClip clip, boolean loop) {
    if (loop && clip.samplesPerChannel() == 0) {
      throw new IllegalArgumentException("an empty clip cannot be looped");
    }
    this.clip = clip;
    this.loop = loop;
  }

  @Override
  public AudioFormat format() {
    return clip.format();
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int written = 0;
    while (written < samplesPerChannel) {
      int left = clip.samplesPerChannel() - position;
      if (left == 0 && !loop) {
        return written == 0 ? -1 : written;
      }
      int part = Math.min(left, samplesPerChannel - written);
      clip.copy(position, part, pcm, offset + written * clip.format().channels());
      written += part;
      position += part;
      if (loop && position == clip.samplesPerChannel()) {
        position = 0;
      }
    }
    return written;
  }
}
