package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class HttpObserverTest {
  @Test
  void hearsOfEveryExchangeByItsTemplate() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    SignalingServerBuilder builder =
        SignalingServer.builder()
            .route("GET", "/peers/{id}", call -> HttpReply.ok().now())
            .route(
                "GET",
                "/gone",
                call -> HttpReply.problem(410, "Gone", "It was here yesterday.").now())
            .observer(
                (method, route, status, took) ->
                    seen.add(
                        method
                            + " "
                            + route
                            + " "
                            + status
                            + " "
                            + (took.toNanos() > 0 ? "" : took)));
    try (SignalingServer server = builder.start()) {
      RawHttp.once(server, RawHttp.get("/peers/7"));
      assertEquals("GET /peers/{id} 200 ", seen.take());
      RawHttp.once(server, RawHttp.get("/gone"));
      assertEquals("GET /gone 410 ", seen.take());
      RawHttp.once(server, RawHttp.get("/nowhere"));
      assertEquals("GET none 404 ", seen.take());
      RawHttp.once(server, "nonsense\r\n\r\n");
      assertEquals("none 400 ", seen.take().replaceFirst("^\\S+ ", ""));
    }
  }
}
