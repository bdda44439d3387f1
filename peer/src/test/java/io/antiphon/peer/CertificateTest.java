package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.dtlssrtp.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates a peer believes, and what becomes of the call if it does not. */
@Timeout(60)
class CertificateTest {
  private static final int PATIENCE_SECONDS = 30;

  /** Both ways round: whoever is the client of DTLS, who offered sees to it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofAPeerThatCannotBeBelievedNotOnePacketIsAccepted(boolean dtlsClient) throws Exception {
    Identity caller = Identity.generate();
    String other = Identity.generate().fingerprint().toString();
    try (Call call = new Call(caller, dtlsClient)) {
      call.connect(sdp -> sdp.replace(caller.fingerprint().toString(), other));
      call.calleeFailed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String reason = String.valueOf(call.callee.reason());
      assertTrue(reason.contains("was not signalled"), reason);
      assertTrue(reason.contains(caller.fingerprint().toString()), reason);
      assertEquals(ConnectionState.FAILED, call.callee.connectionState());
      StatsReport report = call.callee.getStats().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      double packets =
          report.first("inbound-rtp").map(each -> each.number("packetsReceived")).orElse(0.0);
      assertEquals(0, packets);
      assertEquals(3, call.heard.getCount());
    }
  }

  /** Of several functions the strongest counts (RFC 8122 §5), in whichever order they stand. */
  @ParameterizedTest
  @ValueSource(strings = {"0 1 2", "1"})
  void fingerprintsByAnyFunctionAreBelieved(String order) throws Exception {
    Identity caller = Identity.generate();
    StringBuilder lines = new StringBuilder();
    for (String each : order.split(" ")) {
      lines.append("a=fingerprint:").append(caller.fingerprints().get(Integer.parseInt(each)));
      lines.append("\r\n");
    }
    try (Call call = new Call(caller, true)) {
      call.connect(sdp -> sdp.replaceAll("a=fingerprint:.*\r\n", lines.toString()));
      assertTrue(call.heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** The digest vouches for it, not its dates (RFC 8122 §6, RFC 8827 §6.5); so do browsers. */
  @Test
  void aCertificateThatHasExpiredIsBelievedIfItWasSignalled() throws Exception {
    Instant lastYear = Instant.now().minus(Duration.ofDays(365));
    try (Call call = new Call(Identity.generate(new SecureRandom(), lastYear), true)) {
      call.connect(UnaryOperator.identity());
      assertTrue(call.heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** Someone who hums calls someone who listens. */
  private static final class Call implements AutoCloseable {
    final CountDownLatch heard = new CountDownLatch(3);
    final CompletableFuture<Void> calleeFailed = new CompletableFuture<>();
    private final Endpoint here;
    private final Endpoint there;
    private final PeerConnection caller;
    final PeerConnection callee;

    Call(Identity identity, boolean dtlsClient) throws Exception {
      here = Endpoint.open(EndpointConfig.loopback(), identity);
      there = Endpoint.open(EndpointConfig.loopback().withDtlsClient(dtlsClient));
      caller = PeerConnection.create(PeerConfig.on(here));
      callee = PeerConnection.create(PeerConfig.on(there));
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(track -> track.addSink(frame -> heard.countDown()));
      callee.onConnectionStateChange(
          state -> {
            if (state == ConnectionState.FAILED) {
              calleeFailed.complete(null);
            }
          });
    }

    void connect(UnaryOperator<String> onTheWay) throws Exception {
      String offer = caller.offer().get(PATIENCE_SECONDS, TimeUnit.SECONDS).sdp();
      SessionDescription changed = SessionDescription.offer(onTheWay.apply(offer));
      SessionDescription answer = callee.answer(changed).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      caller.setRemoteDescription(answer).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      List.of(caller, callee).forEach(PeerConnection::close);
      List.of(here, there).forEach(Endpoint::close);
    }
  }
}
