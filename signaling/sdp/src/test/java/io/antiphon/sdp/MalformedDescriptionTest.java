package io.antiphon.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedDescriptionTest {
  private static final String OPENING = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  private static final String AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

  private static void assertRefused(String message, String text) {
    SdpFormatException e =
        assertThrows(SdpFormatException.class, () -> SessionDescription.parse(text));
    assertEquals(message, e.getMessage());
    assertEquals(0, e.getStackTrace().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=rtpmap:111|the encoding is missing in \"111\"",
        "a=rtpmap:128 opus/48000/2|the payload type is a number from 0 to 127, not \"128\"",
        "a=rtpmap:x opus/48000/2|the payload type is a number from 0 to 127, not \"x\"",
        "a=rtpmap:111 opus|a=rtpmap is <payload type> <encoding>/<clock rate>[/<channels>], not \"111 opus\"",
        "a=rtpmap:111 opus/48000/2/1|a=rtpmap is <payload type> <encoding>/<clock rate>[/<channels>], not \"111 opus/48000/2/1\"",
        "a=rtpmap:111 opus/0|the clock rate is a number from 1 to 2147483647, not \"0\"",
        "a=rtpmap:111 opus/99999999999|the clock rate is a number from 1 to 2147483647, not \"99999999999\"",
        "a=rtpmap:111 opus/48000/0|the number of channels is a number from 1 to 255, not \"0\"",
        "a=rtpmap:111 opus/48000 x|nothing may follow in \"111 opus/48000 x\"",
        "a=rtpmap|a=rtpmap needs a value",
        "a=fmtp:|the format is missing in \"\"",
        "a=setup:maybe|a=setup is active, passive, actpass or holdconn, not \"maybe\"",
        "a=fingerprint:sha-256|the fingerprint is missing in \"sha-256\"",
        "a=fingerprint:sha-256 AB:C|the fingerprint ends within a byte",
        "a=fingerprint:sha-256 AB-CD|the fingerprint is not bytes in hexadecimal between colons",
        "a=fingerprint:sha-256 GB:CD|the fingerprint is not bytes in hexadecimal between colons",
        "a=ice-ufrag:abc|a=ice-ufrag has 4 to 256 letters, digits, '+' and '/'",
        "a=ice-ufrag:ab cd|a=ice-ufrag has 4 to 256 letters, digits, '+' and '/'",
        "a=ice-pwd:short|a=ice-pwd has 22 to 256 letters, digits, '+' and '/'",
        "a=ice-options:|a=ice-options needs a value",
        "a=candidate: |a=candidate needs a value",
        "a=mid:|the mid has a character that none may have: \"\"",
        "a=mid:a b|the mid has a character that none may have: \"a b\"",
        "a=group:|the group's semantics is missing in \"\"",
        "a=extmap:0 urn:x|the extension's number is a number from 1 to 4351, not \"0\"",
        "a=extmap:1/both urn:x|no direction follows the slash in \"1/both urn:x\"",
        "a=extmap:1|the extension's URI is missing in \"1\"",
        "a=ssrc:4294967296 cname:x|an SSRC has 32 bits, unlike \"4294967296\"",
        "a=ssrc:-1 cname:x|the SSRC is a number of at most 64 bits, not \"-1\"",
        "a=ssrc-group:FID 1 x|the SSRC is a number of at most 64 bits, not \"x\"",
        "a=rtcp-fb:200 nack|the payload type is a number from 0 to 127, not \"200\"",
        "a=rtcp-fb:*|the feedback type is missing in \"*\"",
        "a=ptime:0|a=ptime is a number of milliseconds above 0, not \"0\"",
        "a=ptime:twenty|a=ptime is a number of milliseconds above 0, not \"twenty\"",
        "a=maxptime:1.2.3|a=maxptime is a number of milliseconds above 0, not \"1.2.3\"",
        "a=msid:|the stream id is missing in \"\"",
        "a=msid:a b c|nothing may follow in \"a b c\"",
        "a=:x|the attribute's name has a character that none may have: \"\"",
        "a=|the attribute's name has a character that none may have: \"\"",
        "a=na me:x|the attribute's name has a character that none may have: \"na me\"",
        "c=IN IP4|the address is missing in \"IN IP4\"",
        "c=IN  0.0.0.0|the address type is empty in \"IN  0.0.0.0\"",
        "b=AS|b= is <type>:<number>, not \"AS\"",
        "b=AS:many|the bandwidth is a number of at most 64 bits, not \"many\"",
        "audio|a line is <letter>=<value>, not \"audio\"",
        "=x|a line is <letter>=<value>, not \"=x\"",
        "1=x|a line is <letter>=<value>, not \"1=x\"",
        "m=audio|the port is missing in \"audio\"",
        "m=audio 9 UDP/TLS/RTP/SAVPF|the format is missing in \"audio 9 UDP/TLS/RTP/SAVPF\"",
        "m=audio 65536 UDP/TLS/RTP/SAVPF 0|the port is a number from 0 to 65535, not \"65536\"",
        "m=audio 9/0 UDP/TLS/RTP/SAVPF 0|the number of ports is a number from 1 to 65535, not \"0\"",
        "m=audio 9 UDP//RTP 0|the protocol has a character that none may have: \"\"",
        "m=audio 9 UDP/TLS/RTP/SAVPF 128|the payload type is a number from 0 to 127, not \"128\"",
        "m=audio 9 UDP/TLS/RTP/SAVPF opus|the payload type is a number from 0 to 127, not \"opus\"",
        "v=0|a second v= line",
        "s=x|a second s= line",
      })
  void refusesALine(String line, String reason) {
    assertRefused("line 6: " + reason, OPENING + AUDIO + line + "\r\na=inactive\r\n");
  }

  @Test
  void refusesNothing() {
    assertRefused("the description ends before its v= line", "");
    assertRefused("the description ends before its v= line", "\r\n\r\n");
  }

  @Test
  void refusesWhatStopsInTheOpening() {
    assertRefused("the description ends before its o= line", "v=0\r\n");
    assertRefused("the description ends before its s= line", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n");
    assertRefused("the t= line is missing", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n");
  }

  @Test
  void refusesAnotherVersion() {
    assertRefused("line 1: the version is 0, not \"1\"", "v=1\r\n");
  }

  @Test
  void refusesAnOpeningInAnotherOrder() {
    assertRefused("line 2: here stands o=, not s=", "v=0\r\ns=-\r\n");
    assertRefused("line 1: here stands v=, not m=", "m=audio 9 RTP/AVP 0\r\n");
  }

  @Test
  void refusesAnOriginWithoutAVersion() {
    assertRefused("line 2: the session version is missing in \"- 1\"", "v=0\no=- 1\n");
    assertRefused(
        "line 2: the session id is a number of at most 64 bits, not \"18446744073709551616\"",
        "v=0\no=- 18446744073709551616 1 IN IP4 0.0.0.0\n");
  }

  @Test
  void refusesATimeThatIsNone() {
    assertRefused(
        "line 4: the stop time is missing in \"0\"", OPENING.replace("t=0 0", "t=0") + AUDIO);
  }

  @Test
  void refusesAnEmptyLineWithin() {
    assertRefused("line 5: the line is empty", OPENING + "\r\n" + AUDIO);
  }

  @Test
  void refusesCarriageReturnsThatEndNoLine() {
    assertRefused(
        "line 5: a value holds neither NUL nor CR nor LF", OPENING + "a=x:1\ra=y:2\r\n" + AUDIO);
    assertRefused("line 5: a value holds neither NUL nor CR nor LF", OPENING + "i=\0\r\n" + AUDIO);
  }

  @Test
  void refusesTwoSectionsOfOneMid() {
    assertRefused(
        "line 8: another section has the mid \"0\"",
        OPENING + AUDIO + "a=mid:0\r\n" + AUDIO + "a=mid:0\r\n");
  }

  @Test
  void refusesTwoMidsForOneSection() {
    assertRefused(
        "line 7: a second a=mid in one section", OPENING + AUDIO + "a=mid:0\r\na=mid:1\r\n");
  }

  @Test
  void refusesAMidOfTheSession() {
    assertRefused("line 5: a=mid belongs to a media section", OPENING + "a=mid:0\r\n" + AUDIO);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertRefused(
        "the text has 524289 characters; at most 524288 are read",
        "x".repeat(SessionDescription.MAX_LENGTH + 1));
  }

  @Test
  void refusesTooManyLines() {
    assertRefused(
        "line 16385: more than 16384 lines",
        OPENING + "a=x\n".repeat(SessionDescription.MAX_LINES));
  }

  @Test
  void refusesTooManySections() {
    assertRefused(
        "line 261: more than 256 sections",
        OPENING + AUDIO.repeat(SessionDescription.MAX_MEDIA + 1));
  }

  @Test
  void quotesALongLineShortenedAndWithoutControlCharacters() {
    assertRefused(
        "line 5: a line is <letter>=<value>, not \"?" + "y".repeat(58) + "…\"",
        OPENING + "\u001b" + "y".repeat(500) + "\r\n");
  }

  @Test
  void noiseIsOnlyEverRefused() {
    long seed = 20261121L;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      String text = new String(noise, StandardCharsets.ISO_8859_1);
      readOrRefuse(text, seed, round);
      readOrRefuse(OPENING + "a=" + text, seed, round);
      readOrRefuse(OPENING + AUDIO + text, seed, round);
    }
  }

  @Test
  void mutatedOffersAreReadOrRefused() {
    long seed = 8866L;
    Random random = new Random(seed);
    for (int round = 0; round < 4_000; round++) {
      String offer = Offers.text(Offers.ALL.get(random.nextInt(Offers.ALL.size())));
      StringBuilder text = new StringBuilder(offer);
      for (int i = random.nextInt(8); i >= 0; i--) {
        mutate(text, random);
      }
      readOrRefuse(text.toString(), seed, round);
    }
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(5)) {
      case 0 -> text.setCharAt(at, (char) random.nextInt(256));
      case 1 -> text.deleteCharAt(at);
      case 2 -> text.insert(at, "0: =/\r\n-9".charAt(random.nextInt(9)));
      case 3 -> text.delete(at, Math.min(text.length() - 1, at + random.nextInt(40)));
      default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 30)));
    }
  }

  /** What is read must answer every question, and be stable once written. */
  private static void readOrRefuse(String text, long seed, int round) {
    String where = "seed " + seed + ", round " + round;
    try {
      SessionDescription description = SessionDescription.parse(text);
      Questions.askAll(description);
      String written = description.toString();
      assertEquals(written, SessionDescription.parse(written).toString(), where);
    } catch (SdpFormatException refused) {
      assertEquals(0, refused.getStackTrace().length, where);
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }
}
