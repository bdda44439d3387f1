package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.util.ArrayList;
import java.util.List;

/** A source that can be listened in on before anything happens to its audio. */
final class TappedSource implements AudioSource {
  private final AudioSource source;
  private final List<StageCapture> captures = new ArrayList<>(0);

  TappedSource(AudioSource source) {
    this.source = source;
  }

  AudioSource source() {
    return source;
  }

  @Override
  public AudioFormat format() {
    return source.format();
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int read = source.read(pcm, offset, samplesPerChannel);
    for (int i = 0; i < captures.size(); i++) {
      int present = Math.max(0, read);
      StageCapture capture = captures.get(i);
      capture.accept(CaptureStage.PUSHED, format(), pcm, offset, present, present);
      capture.accept(CaptureStage.FRAMED, format(), pcm, offset, present, samplesPerChannel);
    }
    return read;
  }

  void add(StageCapture capture) {
    captures.add(capture);
  }

  void remove(StageCapture capture) {
    captures.remove(capture);
  }
}
