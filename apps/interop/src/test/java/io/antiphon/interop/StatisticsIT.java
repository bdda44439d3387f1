package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of one call say the same of it (W3C WebRTC statistics). */
@Tag("chrome")
class StatisticsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final List<String> table = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  /** One side's report. */
  private record Report(JsonNode stats) {
    JsonNode first(String type) {
      for (JsonNode each : stats) {
        boolean audio = !each.has("kind") || each.get("kind").asText().equals("audio");
        if (each.get("type").asText().equals(type) && audio) {
          return each;
        }
      }
      return JSON.createObjectNode();
    }

    JsonNode at(JsonNode from, String reference) {
      for (JsonNode each : stats) {
        if (each.get("id").equals(from.get(reference))) {
          return each;
        }
      }
      throw new AssertionError(reference + " of " + from + " leads nowhere");
    }
  }

  @Test
  void chromiumAndTheServerSayTheSameOfOneCall() throws Exception {
    Path microphone = folder.resolve("microphone.wav");
    Sound.tone(711, 0.5, 40, 48_000).write(microphone);
    Path sample = folder.resolve("sample.wav");
    Sound.tone(433, 0.5, 5, 48_000).write(sample);
    try (Server server = Server.start(folder, "--sample", sample.toString());
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      String id = browser.connect();
      Await.until(
          "reports of both",
          LONG,
          () ->
              chrome(browser).first("remote-inbound-rtp").has("roundTripTime")
                  && ours(server, id).first("remote-inbound-rtp").has("roundTripTime")
                  && chrome(browser).first("inbound-rtp").path("audioLevel").asDouble() > 0.1
                  && ours(server, id).first("inbound-rtp").path("audioLevel").asDouble() > 0.1);
      Report before = ours(server, id);
      Report chrome = arrived(browser, before);
      Report after = arrivedHere(server, id, chrome);
      compareStreams(before, chrome, after);
      comparePath(after, chrome);
      compareEstimates(after, chrome);
      table.forEach(System.out::println);
      assertEquals(List.of(), differences);
    }
  }

  private static Report ours(Server server, String id) throws Exception {
    return new Report(server.get("/peers/" + id + "/stats").get("stats"));
  }

  private static Report chrome(Browser browser) throws Exception {
    String json =
        (String)
            browser.run("return window.antiphon.getStats().then((all) => JSON.stringify(all))");
    return new Report(JSON.readTree(json));
  }

  /**
   * What Chromium says when all that the server had sent by then is with it, or known to be lost.
   */
  private static Report arrived(Browser browser, Report sent) throws Exception {
    long packets = sent.first("outbound-rtp").get("packetsSent").asLong();
    return Await.until(
        "what was sent to arrive", LONG, () -> chrome(browser), now -> received(now) >= packets);
  }

  private static Report arrivedHere(Server server, String id, Report sent) throws Exception {
    long packets = sent.first("outbound-rtp").get("packetsSent").asLong();
    return Await.until(
        "what was sent to arrive", LONG, () -> ours(server, id), now -> received(now) >= packets);
  }

  private static long received(Report report) {
    JsonNode inbound = report.first("inbound-rtp");
    return inbound.get("packetsReceived").asLong() + inbound.path("packetsLost").asLong();
  }

  private void compareStreams(Report before, Report chrome, Report after) {
    JsonNode sent = after.first("outbound-rtp");
    JsonNode heard = chrome.first("inbound-rtp");
    within("packetsSent", before.first("outbound-rtp"), "packetsReceived", heard, sent);
    within("bytesSent", before.first("outbound-rtp"), "bytesReceived", heard, sent);
    same("outbound-rtp ssrc", sent.get("ssrc"), heard.get("ssrc"));
    same(
        "inbound-rtp ssrc",
        after.first("inbound-rtp").get("ssrc"),
        chrome.first("outbound-rtp").get("ssrc"));
    JsonNode said = chrome.first("outbound-rtp");
    JsonNode taken = after.first("inbound-rtp");
    row("inbound-rtp packetsReceived", taken.get("packetsReceived"), said.get("packetsSent"));
    row("inbound-rtp bytesReceived", taken.get("bytesReceived"), said.get("bytesSent"));
    compareCodec("we send", after.at(sent, "codecId"), chrome.at(heard, "codecId"), false);
    compareCodec("it sends", after.at(taken, "codecId"), chrome.at(said, "codecId"), true);
  }

  /** What has arrived lies between what had been sent before it was asked for, and after. */
  private void within(
      String sent, JsonNode before, String received, JsonNode there, JsonNode after) {
    long arrived = there.get(received).asLong();
    row("outbound-rtp " + sent, before.get(sent) + " … " + after.get(sent), there.get(received));
    assertTrue(arrived <= after.get(sent).asLong(), received + " " + there + " of " + after);
    assertTrue(
        arrived >= before.get(sent).asLong() * 0.98, received + " " + there + " of " + before);
  }

  private void compareCodec(String way, JsonNode ours, JsonNode theirs, boolean formatToo) {
    same(way + ": codec mimeType", ours.get("mimeType"), theirs.get("mimeType"));
    same(way + ": codec payloadType", ours.get("payloadType"), theirs.get("payloadType"));
    same(way + ": codec clockRate", ours.get("clockRate"), theirs.get("clockRate"));
    same(way + ": codec channels", ours.get("channels"), theirs.get("channels"));
    if (formatToo) {
      same(way + ": codec sdpFmtpLine", ours.get("sdpFmtpLine"), theirs.get("sdpFmtpLine"));
    } else {
      row(way + ": codec sdpFmtpLine", ours.get("sdpFmtpLine"), theirs.get("sdpFmtpLine"));
    }
  }

  private void comparePath(Report ours, Report chrome) {
    JsonNode here = ours.first("transport");
    JsonNode there = chrome.first("transport");
    same("transport dtlsState", here.get("dtlsState"), there.get("dtlsState"));
    same("transport srtpCipher", here.get("srtpCipher"), there.get("srtpCipher"));
    same("transport tlsVersion", here.get("tlsVersion"), there.get("tlsVersion"));
    row("transport dtlsCipher", here.get("dtlsCipher"), there.get("dtlsCipher"));
    mirrored("transport dtlsRole", here.get("dtlsRole"), there.get("dtlsRole"));
    mirrored("transport iceRole", here.get("iceRole"), there.get("iceRole"));
    same(
        "certificate (ours) fingerprint",
        ours.at(here, "localCertificateId").get("fingerprint"),
        chrome.at(there, "remoteCertificateId").get("fingerprint"));
    same(
        "certificate (its) fingerprint",
        ours.at(here, "remoteCertificateId").get("fingerprint"),
        chrome.at(there, "localCertificateId").get("fingerprint"));
    sameCertificate(ours.at(here, "localCertificateId"), chrome.at(there, "remoteCertificateId"));
    sameCertificate(ours.at(here, "remoteCertificateId"), chrome.at(there, "localCertificateId"));
    JsonNode pairHere = ours.at(here, "selectedCandidatePairId");
    JsonNode pairThere = chrome.at(there, "selectedCandidatePairId");
    comparePairs(pairHere, pairThere);
    same("candidate-pair nominated", pairHere.get("nominated"), pairThere.get("nominated"));
    for (String member : List.of("address", "port", "protocol")) {
      same(
          "local-candidate " + member,
          ours.at(pairHere, "localCandidateId").get(member),
          chrome.at(pairThere, "remoteCandidateId").get(member));
      same(
          "remote-candidate " + member,
          ours.at(pairHere, "remoteCandidateId").get(member),
          chrome.at(pairThere, "localCandidateId").get(member));
    }
  }

  private void sameCertificate(JsonNode ours, JsonNode theirs) {
    String here = ours.path("base64Certificate").asText();
    String there = theirs.path("base64Certificate").asText();
    row("certificate base64Certificate", here.length() + " letters", there.length() + " letters");
    agree(!here.isEmpty() && here.equals(there), "certificate");
  }

  /** Mean level since the start: the root of energy by duration. */
  private static JsonNode mean(JsonNode audio) {
    double energy = audio.path("totalAudioEnergy").asDouble();
    return DoubleNode.valueOf(Math.sqrt(energy / audio.path("totalSamplesDuration").asDouble()));
  }

  private void comparePairs(JsonNode here, JsonNode there) {
    for (String member : List.of("currentRoundTripTime", "totalRoundTripTime")) {
      row("candidate-pair " + member, here.get(member), there.get(member));
      for (JsonNode each : List.of(here, there)) {
        agree(each.path(member).asDouble(-1) >= 0, member);
      }
    }
    for (String member : List.of("packets", "bytes")) {
      JsonNode sent = there.get(member + "Sent");
      JsonNode received = here.get(member + "Received");
      row("candidate-pair " + member + "Received", received, sent);
      agree(received != null && received.asLong() > 0 && sent.asLong() > 0, member);
    }
    row(
        "candidate-pair availableOutgoingBitrate",
        here.get("availableOutgoingBitrate"),
        there.get("availableOutgoingBitrate"));
  }

  private void compareEstimates(Report ours, Report chrome) {
    for (String member : List.of("roundTripTime", "jitter", "fractionLost")) {
      JsonNode here = ours.first("remote-inbound-rtp").get(member);
      JsonNode there = chrome.first("remote-inbound-rtp").get(member);
      row("remote-inbound-rtp " + member, here, there);
      for (JsonNode each : List.of(here, there)) {
        assertTrue(each.asDouble() >= 0 && each.asDouble() < 2, member + " " + each);
      }
    }
    near(
        "inbound-rtp audioLevel (it says)",
        ours.first("inbound-rtp").get("audioLevel"),
        chrome.first("media-source").get("audioLevel"));
    near(
        "media-source audioLevel (we say)",
        ours.first("media-source").get("audioLevel"),
        chrome.first("inbound-rtp").get("audioLevel"));
    near(
        "media-source mean of totalAudioEnergy",
        mean(ours.first("media-source")),
        mean(chrome.first("inbound-rtp")));
    near(
        "inbound-rtp mean of totalAudioEnergy",
        mean(ours.first("inbound-rtp")),
        mean(chrome.first("media-source")));
  }

  private void same(String member, JsonNode ours, JsonNode theirs) {
    row(member, ours, theirs);
    agree(String.valueOf(theirs).equals(String.valueOf(ours)), member);
  }

  private void mirrored(String member, JsonNode ours, JsonNode theirs) {
    row(member, ours, theirs);
    agree(ours != null && theirs != null && !ours.equals(theirs), member);
  }

  /** A tone's peak or its mean, 3 dB apart, and a little. */
  private void near(String member, JsonNode ours, JsonNode theirs) {
    row(member, ours, theirs);
    double decibels = 20 * Math.log10(ours.asDouble() / theirs.asDouble());
    agree(Math.abs(decibels) < 6, member);
  }

  private void agree(boolean they, String member) {
    if (!they) {
      differences.add(member + ": " + table.get(table.size() - 1));
    }
  }

  private void row(String member, Object ours, Object theirs) {
    table.add("| " + member + " | " + bare(ours) + " | " + bare(theirs) + " |");
  }

  private static String bare(Object value) {
    return value == null ? "–" : value.toString().replace("\"", "");
  }
}
