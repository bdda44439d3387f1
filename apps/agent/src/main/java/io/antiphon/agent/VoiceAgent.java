package io.antiphon.agent;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.PushSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * A voice agent in fifty lines: hears a caller, waits until they have finished, thinks, and
 * answers. Whoever speaks while it does so interrupts it.
 */
public final class VoiceAgent implements Agent {
  private final UnaryOperator<short[]> reply;
  private final Executor thinking;

  /**
   * An agent.
   *
   * @param reply makes an answer of what was said; both 48 kHz mono. It may take its time
   * @param thinking where it does
   */
  public VoiceAgent(UnaryOperator<short[]> reply, Executor thinking) {
    this.reply = reply;
    this.thinking = thinking;
  }

  @Override
  public CompletionStage<Void> take(PeerConnection caller) {
    PushSource speech = PushSource.of(AudioFormat.MONO_48K);
    Utterances utterances = new Utterances();
    caller.addTrack(speech);
    caller.onTrack(track -> track.addSink(frame -> hear(frame, utterances, speech)));
    return CompletableFuture.completedFuture(null);
  }

  private void hear(AudioFrame frame, Utterances utterances, PushSource speech) {
    switch (utterances.hear(frame)) {
      case BEGINS -> speech.interrupt();
      case ENDS -> {
        short[] said = utterances.last();
        int turn = utterances.count();
        thinking.execute(
            () -> {
              short[] answer = reply.apply(said);
              if (turn == utterances.count()) { // else they have gone on meanwhile
                var unused = speech.push(answer, 0, answer.length);
                var unusedToo = speech.flush();
              }
            });
      }
      case NOTHING -> {}
    }
  }
}
