package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import example.OfferController.Description;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OfferControllerTest {
  @Autowired private TestRestTemplate http;

  @Test
  void aCallerHearsTheTone() throws Exception {
    CountDownLatch heard = new CountDownLatch(25);
    try (PeerConnection caller = PeerConnection.create(PeerConfig.loopback())) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      caller.onTrack(track -> track.addSink(frame -> heard.countDown()));
      Description offer = new Description("offer", caller.offer().join().sdp());
      Description answer = http.postForObject("/offer", offer, Description.class);
      caller.setRemoteDescription(SessionDescription.answer(answer.sdp())).join();
      assertTrue(heard.await(20, TimeUnit.SECONDS));
    }
  }
}
