package io.antiphon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.EndpointConfig;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VoiceAgentTest {
  private static final double ANSWER_HZ = 711;
  private static final double ANSWER_SECONDS = 4;

  private final List<Double> utterances = new CopyOnWriteArrayList<>();
  private final ExecutorService thinking = Executors.newSingleThreadExecutor();

  @AfterEach
  void stopThinking() {
    thinking.shutdownNow();
  }

  private short[] answer(short[] said) {
    utterances.add(said.length / 48_000.0);
    short[] answer = new short[(int) (ANSWER_SECONDS * 48_000)];
    AudioSource.tone(AudioFormat.MONO_48K, ANSWER_HZ, -12).read(answer, 0, answer.length);
    return answer;
  }

  @Test
  void answersWhenSomebodyHasFinishedAndStopsWhenTheyBeginAgain() throws Exception {
    try (AgentServer server =
            new AgentServer(
                EndpointConfig.loopback(), "127.0.0.1", 0, new VoiceAgent(this::answer, thinking));
        Caller caller = new Caller(server.uri(), ANSWER_HZ)) {
      caller.say(1.5);
      Caller.await("the answer", caller::hears);
      assertEquals(1, utterances.size());
      assertEquals(1.5, utterances.get(0), 0.6);
      caller.speak(true);
      Caller.await("silence", () -> !caller.hears());
      double heard = caller.secondsHeard();
      assertTrue(heard < ANSWER_SECONDS - 1, "interrupted after " + heard + " s");
      caller.speak(false);
      Caller.await("another answer", () -> utterances.size() == 2 && caller.hears());
      Caller.await("the whole of it", () -> caller.secondsHeard() > heard + 0.8 * ANSWER_SECONDS);
    }
  }
}
