package io.antiphon.signaling;

import static io.antiphon.signaling.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalingRoutesTest {
  private final RecordingHandler handler = new RecordingHandler();
  private SignalingServer server;

  @BeforeEach
  void start() throws IOException {
    server = SignalingServer.builder().handler(handler).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp.Reply post(String path, String body) throws IOException {
    return RawHttp.once(server, RawHttp.post(path, body));
  }

  @Test
  void answersAnOffer() throws Exception {
    RawHttp.Reply reply = post("/offer", "{\"sdp\":\"v=0\\r\\n\",\"type\":\"offer\"}");
    assertEquals(200, reply.status());
    assertEquals("application/json", reply.header("Content-Type"));
    assertEquals("{\"sdp\":\"v=0\\r\\n\",\"type\":\"answer\",\"id\":\"peer-1\"}", reply.body());
    assertEquals(Offer.of("v=0\r\n"), handler.offers.take());
  }

  @Test
  void passesRoomNameAndIdOn() throws Exception {
    String body =
        """
        {"sdp":"x","type":"offer","room":"den","name":"Zoë","id":"peer-1","extra":[{}]}
        """;
    assertEquals(200, post("/offer", body).status());
    assertEquals(new Offer("x", "offer", "den", "Zoë", "peer-1"), handler.offers.take());
  }

  @Test
  void passesOnWhatTheProgramCallsItself() throws Exception {
    String body = "{\"sdp\":\"x\",\"type\":\"offer\"}";
    String request =
        RawHttp.post("/offer", body).replace("Host: x", "Host: x\r\nUser-Agent: Zither/1");
    assertEquals(200, RawHttp.once(server, request).status());
    assertEquals("Zither/1", handler.offers.take().userAgent());
  }

  @Test
  void takesNullForWhatIsOptional() throws Exception {
    String body =
        """
        {"sdp":"x","type":"offer","room":null,"name":null,"id":null}
        """;
    assertEquals(200, post("/offer", body).status());
    assertEquals(Offer.of("x"), handler.offers.take());
  }

  @Test
  void takesAnOfferWithoutAContentType() throws Exception {
    String body = "{\"sdp\":\"x\",\"type\":\"offer\"}";
    String request = RawHttp.post("/offer", body).replace("Content-Type: application/json\r\n", "");
    assertEquals(200, RawHttp.once(server, request).status());
  }

  @Test
  void takesAnOfferInChunks() throws Exception {
    RawHttp.Reply reply =
        RawHttp.once(
            server,
            RawHttp.head("POST /offer", "Transfer-Encoding: chunked")
                + "b\r\n{\"sdp\":\"x\",\r\n10\r\n\"type\":\"offer\"} \r\n0\r\n\r\n");
    assertEquals(200, reply.status(), reply.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"offer\"}|The member \"sdp\" is missing; it must be text.",
        "{\"sdp\":null,\"type\":\"offer\"}|The member \"sdp\" is null; it must be text.",
        "{\"sdp\":1,\"type\":\"offer\"}|The member \"sdp\" must be text, not a number.",
        "{\"sdp\":{},\"type\":\"offer\"}|The member \"sdp\" must be text, not an object.",
        "{\"sdp\":\" \",\"type\":\"offer\"}|The member \"sdp\" is empty; it must be a session description.",
        "{\"sdp\":\"x\"}|The member \"type\" is missing; it must be text.",
        "{\"sdp\":\"x\",\"type\":\"answer\"}|The member \"type\" must be \"offer\", not \"answer\".",
        "{\"sdp\":\"x\",\"type\":\"offer\",\"room\":[]}|The member \"room\" must be text, not an array.",
        "{\"sdp\":\"x\",\"type\":\"offer\",\"name\":true}|The member \"name\" must be text, not true or false.",
        "{\"sdp\":\"x\",\"type\":\"offer\",\"id\":7}|The member \"id\" must be text, not a number.",
        "[]|The body is an array; send a JSON object.",
        "null|The body is null; send a JSON object.",
        "\"x\"|The body is text; send a JSON object.",
        "``|The body is empty; send a JSON object.",
      })
  void refusesAnOffer(String body, String detail) throws IOException {
    assertProblem(400, "Bad Request", detail, post("/offer", body == null ? "" : body));
    assertTrue(handler.offers.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sdp\":\"x\",|line 1, column 12",
        "{sdp:1}|line 1, column 2",
        "{\"sdp\":\"x\"} {}|line 1, column 13",
        "{\"sdp\":1,\"sdp\":2}|line 1, column 15",
        "nonsense|line 1, column 1",
      })
  void saysWhereABodyStopsBeingJson(String body, String place) throws IOException {
    RawHttp.Reply reply = post("/offer", body);
    assertEquals(400, reply.status());
    assertTrue(reply.body().contains("\"The body is not JSON: " + place + ": "), reply.body());
  }

  @Test
  void survivesNestingWithoutEnd() throws IOException {
    RawHttp.Reply reply = post("/offer", "[".repeat(500_000));
    assertEquals(400, reply.status());
    assertTrue(reply.body().contains("The body is not JSON: "), reply.body());
  }

  @Test
  void refusesAnotherContentType() throws IOException {
    String request =
        RawHttp.post("/offer", "v=0").replace("application/json", "application/sdp; x=y");
    assertProblem(
        415,
        "Unsupported Media Type",
        "Send the body as application/json, not as \"application/sdp\".",
        RawHttp.once(server, request));
  }

  @Test
  void refusesACompressedBody() throws IOException {
    String request =
        RawHttp.post("/offer", "{}").replace("Host: x", "Host: x\r\nContent-Encoding: gzip");
    assertProblem(
        415,
        "Unsupported Media Type",
        "Send the body as it is, without the coding \"gzip\".",
        RawHttp.once(server, request));
  }

  @Test
  void passesACandidateOn() throws Exception {
    String body =
        """
        {"id":"peer-1","candidate":{"candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ host",
         "sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}
        """;
    RawHttp.Reply reply = post("/ice-candidate", body);
    assertEquals(204, reply.status());
    assertEquals("", reply.header("Content-Length"));
    assertEquals(
        new IceCandidate("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0", 0, "abcd"),
        handler.candidates.take());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'peer-1','candidate':null}",
        "{'id':'peer-1','candidate':{'candidate':''}}",
        "{'id':'peer-1','candidate':{'candidate':null,'sdpMid':'0','sdpMLineIndex':0}}",
      })
  void takesNothingForTheEnd(String body) throws Exception {
    assertEquals(204, post("/ice-candidate", body.replace('\'', '"')).status());
    assertTrue(handler.candidates.take().isEnd());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'candidate':null}|The member \"id\" is missing; it must be text.",
        "{'id':1,'candidate':null}|The member \"id\" must be text, not a number.",
        "{'id':'peer-1'}|The member \"candidate\" is missing; it must be an object, or null at the end.",
        "{'id':'peer-1','candidate':'x'}|The member \"candidate\" must be an object, not text.",
        "{'id':'peer-1','candidate':{}}|The member \"candidate.candidate\" is missing; it must be text, empty at the end.",
        "{'id':'peer-1','candidate':{'candidate':3}}|The member \"candidate.candidate\" must be text, not a number.",
        "{'id':'peer-1','candidate':{'candidate':'','sdpMid':0}}|The member \"candidate.sdpMid\" must be text, not a number.",
        "{'id':'peer-1','candidate':{'candidate':'','sdpMLineIndex':'0'}}|The member \"candidate.sdpMLineIndex\" must be a whole number, not text.",
        "{'id':'peer-1','candidate':{'candidate':'','sdpMLineIndex':0.5}}|The member \"candidate.sdpMLineIndex\" must be a whole number of 32 bits.",
        "{'id':'peer-1','candidate':{'candidate':'','sdpMLineIndex':99999999999}}|The member \"candidate.sdpMLineIndex\" must be a whole number of 32 bits.",
        "{'id':'peer-1','candidate':{'candidate':'','sdpMLineIndex':-1}}|The member \"candidate.sdpMLineIndex\" must be 0 to 65535, not -1.",
      })
  void refusesACandidate(String body, String detail) throws IOException {
    assertProblem(400, "Bad Request", detail, post("/ice-candidate", body.replace('\'', '"')));
    assertTrue(handler.candidates.isEmpty());
  }

  @Test
  void repeatsTheRefusalOfTheHandler() throws IOException {
    assertProblem(
        404,
        "Not Found",
        "There is no peer \"ghost\".",
        post("/ice-candidate", "{\"id\":\"ghost\",\"candidate\":null}"));
  }
}
