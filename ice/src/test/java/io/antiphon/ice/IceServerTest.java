package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IceServerTest {
  @ParameterizedTest
  @CsvSource({
    "stun:example.org, stun:example.org:3478, UDP, false",
    "stun:192.0.2.1:8000, stun:192.0.2.1:8000, UDP, false",
    "stuns:example.org, stuns:example.org:5349, TLS, false",
    "STUN:[2001:db8::1], stun:[2001:db8::1]:3478, UDP, false",
    "turn:example.org, turn:example.org:3478, UDP, true",
    "turn:example.org:443?transport=tcp, turn:example.org:443?transport=tcp, TCP, true",
    "turn:[2001:db8::1]:5?transport=udp, turn:[2001:db8::1]:5, UDP, true",
    "turns:example.org, turns:example.org:5349, TLS, true",
    "turns:example.org?transport=tcp, turns:example.org:5349, TLS, true",
  })
  void readsUrls(String text, String whole, IceServerUrl.Transport transport, boolean relay) {
    IceServerUrl url = IceServerUrl.parse(text);
    assertEquals(whole, url.toString());
    assertEquals(transport, url.transport());
    assertEquals(relay, url.relay());
    assertEquals(url, IceServerUrl.parse(whole));
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, is no STUN or TURN URL",
    "http://example.org, is no STUN or TURN URL",
    "stun://example.org, is no STUN or TURN URL",
    "stun:, is no STUN or TURN URL",
    "stun:user@example.org, is no STUN or TURN URL",
    "stun:example.org?transport=udp, a stun URL has no transport",
    "turn:example.org?transport=sctp, 'the transport is udp or tcp, not sctp'",
    "turns:example.org?transport=udp, TURN over DTLS",
    "turn:example.org:0, the port is from 1",
    "turn:example.org:99999, the port is from 1",
  })
  void refusesWhatIsNone(String text, String why) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> IceServerUrl.parse(text));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    assertTrue(e.getMessage().contains(text), e.getMessage());
  }

  @Test
  void readsTheCommandLinesForm() {
    assertNull(IceServer.parse("stun:example.org").username());
    IceServer turn = IceServer.parse("turn:example.org,alice,pass,word");
    assertEquals("alice", turn.username());
    assertEquals("pass,word", turn.credential());
  }

  @Test
  void aTurnServerNeedsAPassword() {
    for (String text : new String[] {"turn:example.org", "turn:example.org,alice"}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> IceServer.parse(text));
      assertTrue(String.valueOf(e.getMessage()).contains("password"), e.getMessage());
    }
  }

  @Test
  void thePasswordIsNeverShown() {
    assertFalse(IceServer.parse("turn:example.org,alice,secret").toString().contains("secret"));
  }
}
