package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.util.ArrayList;
import java.util.List;

/** A source that can be listened in on before anything happens to its audio. */
final class TappedSource implements AudioSource, PushSource.Tap {
  private static final short[] NOTHING = {};

  private final AudioSource source;
  private final List<StageCapture> captures = new ArrayList<>(0);
  private AudioFormat lastPushed;

  TappedSource(AudioSource source) {
    this.source = source;
    lastPushed = source.format();
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
    if (source instanceof PushSource) {
      framed(samplesPerChannel - Math.max(0, read));
      return read;
    }
    for (int i = 0; i < captures.size(); i++) {
      int present = Math.max(0, read);
      StageCapture capture = captures.get(i);
      capture.accept(CaptureStage.PUSHED, format(), pcm, offset, present, present);
      capture.accept(CaptureStage.FRAMED, format(), pcm, offset, present, samplesPerChannel);
    }
    return read;
  }

  /** Pushed audio is captured as it was pushed, before it is converted. */
  @Override
  public void taken(AudioFormat pushed, short[] pcm, int offset, int samplesPerChannel) {
    lastPushed = pushed;
    for (int i = 0; i < captures.size(); i++) {
      StageCapture capture = captures.get(i);
      capture.accept(
          CaptureStage.PUSHED, pushed, pcm, offset, samplesPerChannel, samplesPerChannel);
      capture.accept(
          CaptureStage.FRAMED, pushed, pcm, offset, samplesPerChannel, samplesPerChannel);
    }
  }

  /** What is left of the slot is silence, at the rate of what was pushed last. */
  private void framed(int silentSamples) {
    AudioFormat pushed = lastPushed;
    int silent = (int) ((long) silentSamples * pushed.sampleRateHz() / format().sampleRateHz());
    for (int i = 0; silent > 0 && i < captures.size(); i++) {
      captures.get(i).accept(CaptureStage.FRAMED, pushed, NOTHING, 0, 0, silent);
    }
  }

  void add(StageCapture capture) {
    captures.add(capture);
    follow();
  }

  void remove(StageCapture capture) {
    captures.remove(capture);
    follow();
  }

  private void follow() {
    if (source instanceof PushSource push) {
      push.setTap(captures.isEmpty() ? null : this);
    }
  }
}
