package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.UdpPort;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsTransportTest {
  private final ExecutorService handshakes = DtlsHandshake.newExecutor("test-handshake", 4, 4);
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final UdpPort port;
  private final Side client;
  private final Side server;

  DtlsTransportTest() throws Exception {
    port = UdpPort.open(List.of(InetAddress.getLoopbackAddress()), 0, 0);
    client = new Side();
    server = new Side();
  }

  @AfterEach
  void close() {
    client.transport.close();
    server.transport.close();
    handshakes.shutdownNow();
    port.close();
  }

  @Test
  void beginsWithThePathAndEndsInKeys() throws Exception {
    prepare(client, DtlsRole.CLIENT, server);
    prepare(server, DtlsRole.SERVER, client);
    assertEquals(DtlsState.NEW, client.transport.state());
    client.transport.onPath();
    server.transport.onPath();
    assertEquals(DtlsState.CONNECTING, client.transport.state());
    run(() -> client.connected() && server.connected());
    assertNotNull(client.transport.association());
    assertEquals(DtlsRole.CLIENT, client.transport.role());
  }

  @Test
  void aClientHelloThatOvertakesTheAnswerIsKept() throws Exception {
    prepare(client, DtlsRole.CLIENT, server);
    client.transport.onPath();
    server.transport.onPath();
    run(() -> server.received > 0);
    assertEquals(DtlsState.NEW, server.transport.state());
    assertNull(server.transport.role());
    int received = server.received;
    prepare(server, DtlsRole.SERVER, client);
    while (server.sent.isEmpty()) {
      task().run(); // nothing more is carried: it answers what it has
    }
    assertEquals(received, server.received);
    run(() -> client.connected() && server.connected());
  }

  @Test
  void anotherCertificateThanTheOneSignalledIsTheEnd() throws Exception {
    prepare(client, DtlsRole.CLIENT, client);
    prepare(server, DtlsRole.SERVER, client);
    client.transport.onPath();
    server.transport.onPath();
    run(() -> !client.ends.isEmpty());
    assertEquals(DtlsState.FAILED, client.transport.state());
    assertNull(client.transport.association());
  }

  @Test
  void theOtherSideHearsOfTheClose() throws Exception {
    prepare(client, DtlsRole.CLIENT, server);
    prepare(server, DtlsRole.SERVER, client);
    client.transport.onPath();
    server.transport.onPath();
    run(() -> client.connected() && server.connected());
    client.transport.close();
    run(() -> server.transport.state() == DtlsState.CLOSED);
    assertEquals(List.of("the other side has closed the connection"), server.ends);
  }

  /** However far the handshake has come by then; its end may be on the loop's queue already. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void whoIsClosedHearsOfNoAssociationAfterwards(int tasks) throws Exception {
    prepare(client, DtlsRole.CLIENT, server);
    prepare(server, DtlsRole.SERVER, client);
    client.transport.onPath();
    server.transport.onPath();
    int[] left = {tasks};
    run(() -> left[0]-- == 0);
    Runnable next = task();
    int before = client.associations;
    client.transport.close();
    for (; next != null; next = loop.poll(100, TimeUnit.MILLISECONDS)) {
      next.run();
      carry(client, server);
      carry(server, client);
    }
    assertEquals(before, client.associations);
  }

  private void prepare(Side side, DtlsRole role, Side expected) {
    side.transport.prepare(role, List.of(expected.identity.fingerprint()));
  }

  /** Runs the loop, which also carries what each side sends to the other. */
  private void run(BooleanSupplier until) throws InterruptedException {
    while (!until.getAsBoolean()) {
      task().run();
      carry(client, server);
      carry(server, client);
    }
  }

  private Runnable task() throws InterruptedException {
    Runnable task = loop.poll(20, TimeUnit.SECONDS);
    assertTrue(task != null, "nothing happens any more");
    return task;
  }

  private static void carry(Side from, Side to) {
    for (ByteBuffer sent = from.sent.poll(); sent != null; sent = from.sent.poll()) {
      to.received++;
      to.transport.receive(sent);
    }
  }

  private final class Side implements DtlsTransport.Listener {
    final Identity identity = Identity.generate();
    final DtlsTransport transport =
        new DtlsTransport(
            identity, handshakes, loop::add, new HandshakeWatch("test", new LoopWatch(port)), this);
    final Queue<ByteBuffer> sent = new ArrayDeque<>();
    final List<String> ends = new ArrayList<>();
    int associations;
    int received;

    boolean connected() {
      return associations == 1 && transport.state() == DtlsState.CONNECTED;
    }

    @Override
    public void onDtlsDatagram(ByteBuffer datagram) {
      sent.add(datagram);
    }

    @Override
    public void onAssociation(DtlsEvent.Connected connected) {
      associations++;
    }

    @Override
    public void onDtlsEnded(String reason) {
      ends.add(reason);
    }
  }
}
