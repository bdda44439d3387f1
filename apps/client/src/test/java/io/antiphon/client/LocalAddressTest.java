package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

class LocalAddressTest {
  @Test
  void aLoopbackServerIsReachedFromItsOwnAddress() throws Exception {
    assertEquals(
        InetAddress.getByName("127.0.0.1"), LocalAddress.towards(URI.create("http://127.0.0.1:1")));
    assertEquals(InetAddress.getByName("::1"), LocalAddress.towards(URI.create("http://[::1]:1")));
    assertTrue(LocalAddress.towards(URI.create("http://localhost:1")).isLoopbackAddress());
  }
}
