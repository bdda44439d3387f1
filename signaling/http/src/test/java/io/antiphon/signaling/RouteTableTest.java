package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private final RouteTable routes =
      table("GET /{resource...}", "POST /offer", "GET /peers/{id}", "DELETE /peers/{id}");

  private static RouteTable table(String... lines) {
    List<RouteTable.Entry> entries = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      HttpRoute route = call -> HttpReply.noContent().now();
      entries.add(new RouteTable.Entry(words[0], PathTemplate.parse(words[1]), route, false));
    }
    return new RouteTable(entries);
  }

  @Test
  void whatIsWrittenOutComesFirst() {
    RouteTable.Match match = routes.find("HEAD", RequestTarget.parse("/peers/a"));
    assertEquals("/peers/{id}", match.entry().template().text());
    assertEquals("a", match.parameters().get("id"));
  }

  @Test
  void whatTakesAllThatIsLeftStandsBackWhereAnythingElseFits() {
    RequestTarget offer = RequestTarget.parse("/offer");
    assertNull(routes.find("GET", offer));
    assertEquals(List.of("OPTIONS", "POST"), routes.allowed(offer));
    RequestTarget script = RequestTarget.parse("/app.js");
    assertEquals("app.js", routes.find("GET", script).parameters().get("resource"));
    assertEquals(List.of("GET", "HEAD", "OPTIONS"), routes.allowed(script));
  }

  @Test
  void twoThatTakeAllThatIsLeftDoNotStandInEachOthersWay() {
    RouteTable both = table("GET /{rest...}", "POST /{rest...}");
    assertEquals("POST", both.find("POST", RequestTarget.parse("/a/b")).entry().method());
  }
}
