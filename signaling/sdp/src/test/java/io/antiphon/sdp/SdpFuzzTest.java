package io.antiphon.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.fuzz.Fuzz;
import io.antiphon.testvectors.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fuzz")
class SdpFuzzTest {
  /** Of {@code fuzz/lines.sdp}: they are right. */
  private static final int HEAD_LINES = 5;

  private static final List<byte[]> WORDS =
      Stream.of(
              "\r\n",
              "\n",
              "a=",
              "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
              "a=rtpmap:",
              "a=fmtp:111 ",
              "a=group:BUNDLE 0\r\n",
              "a=mid:",
              "a=ssrc:",
              "a=ssrc:1 cname:x\r\n",
              "a=extmap:1 ",
              "a=candidate:",
              "a=setup:active\r\n",
              "a=ptime:",
              "a=msid:",
              "a=fingerprint:",
              "99999999999999999999",
              "-1",
              "65536",
              "4294967296",
              "/48000/2",
              ";",
              "=",
              ":",
              " ",
              "\0",
              "\u00e4",
              "a=ice-ufrag:",
              "a=ice-pwd:",
              "a=sendonly\r\n",
              "c=IN IP6 ::1\r\n")
          .map(word -> word.getBytes(StandardCharsets.UTF_8))
          .toList();

  /** Whole descriptions, and one for each line of the file that no description should have. */
  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String name :
        List.of(
            "chromium-156-audio-gathered",
            "chromium-156-audio-video-data",
            "firefox-153-audio-gathered",
            "safari-audio-gathered")) {
      seeds.add(Vectors.bytes("sdp/" + name + ".sdp"));
    }
    List<String> lines = Vectors.text("fuzz/lines.sdp").lines().toList();
    String head = String.join("\r\n", lines.subList(0, HEAD_LINES)) + "\r\n";
    for (String line : lines.subList(HEAD_LINES, lines.size())) {
      seeds.add((head + line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  @Test
  void descriptionsAndAllThatIsReadOfThem() {
    Fuzz.of("sdp", SdpFormatException.class)
        .seeds(seeds())
        .words(WORDS)
        .text()
        .longest(8_000)
        .allocation(1 << 20, 500)
        .run(
            input -> {
              String text = new String(input, StandardCharsets.UTF_8);
              SessionDescription description = SessionDescription.parse(text);
              for (MediaDescription media : description.media()) {
                media.rtpMaps().forEach(map -> media.fmtp(map.payloadType()));
                read(media);
              }
              description.bundle();
              String written = description.toString();
              assertEquals(written, SessionDescription.parse(written).toString());
            });
  }

  private static void read(MediaDescription media) {
    media.payloadTypes();
    media.mid();
    media.direction();
    media.setup();
    media.extMaps();
    media.ssrcs();
    media.ptime();
    media.maxPtime();
    media.rtcpMux();
    media.rtcpRsize();
    media.isRejected();
  }

  @Test
  void fragments() {
    String fragment =
        """
        a=ice-ufrag:EsAw
        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
        m=audio 9 RTP/AVP 0
        a=mid:0
        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0
        a=end-of-candidates
        """
            .replace("\n", "\r\n");
    Fuzz.of("sdp-fragment", SdpFormatException.class)
        .seeds(List.of(fragment.getBytes(StandardCharsets.UTF_8)))
        .words(WORDS)
        .text()
        .run(input -> SdpFragment.parse(new String(input, StandardCharsets.UTF_8)));
  }
}
