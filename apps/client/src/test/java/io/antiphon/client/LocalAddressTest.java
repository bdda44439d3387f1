package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;

class LocalAddressTest {
  @Test
  void aLoopbackServerIsReachedFromItsOwnAddress() throws Exception {
    assertEquals("127.0.0.1", towards("http://127.0.0.1:1"));
    assertEquals("0:0:0:0:0:0:0:1", towards("http://[::1]:1"));
    assertTrue(LocalAddress.towards(URI.create("http://localhost:1")).isLoopbackAddress());
  }

  private static String towards(String server) throws CallException {
    return LocalAddress.towards(URI.create(server)).getHostAddress();
  }
}
