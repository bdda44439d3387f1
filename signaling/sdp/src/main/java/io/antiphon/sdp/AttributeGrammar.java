package io.antiphon.sdp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes we understand, by name, and how each reads its value. */
final class AttributeGrammar {
  private interface Reader {
    Object read(String value) throws SdpFormatException;
  }

  private static final Map<String, Reader> READERS =
      Map.ofEntries(
          Map.entry("rtpmap", RtpMap::parse),
          Map.entry("fmtp", Fmtp::parse),
          Map.entry("rtcp-fb", RtcpFeedback::parse),
          Map.entry("extmap", ExtMap::parse),
          Map.entry("setup", Setup::parse),
          Map.entry("group", Group::parse),
          Map.entry("msid", Msid::parse),
          Map.entry("ssrc", SsrcAttribute::parse),
          Map.entry("ssrc-group", SsrcGroup::parse),
          Map.entry("mid", value -> word("mid", value)),
          Map.entry("ptime", value -> milliseconds("ptime", value)),
          Map.entry("maxptime", value -> milliseconds("maxptime", value)),
          Map.entry("ice-ufrag", value -> ice("ice-ufrag", value, 4)),
          Map.entry("ice-pwd", value -> ice("ice-pwd", value, 22)),
          Map.entry("ice-options", value -> some("ice-options", value)),
          Map.entry("candidate", value -> some("candidate", value)),
          Map.entry("fingerprint", AttributeGrammar::fingerprint));

  private AttributeGrammar() {}

  static Object meaning(String text) throws SdpFormatException {
    Attribute attribute = Attribute.split(text);
    Fields.toToken(attribute.name(), "attribute's name");
    Direction direction = Direction.named(attribute.name());
    if (direction != null) {
      return direction;
    }
    Reader reader = READERS.get(attribute.name());
    if (reader == null) {
      return attribute;
    }
    @Nullable String value = attribute.value();
    if (value == null) {
      throw new SdpFormatException("a=" + attribute.name() + " needs a value");
    }
    Object meaning = reader.read(value);
    // A plain text means no more than the attribute itself does.
    return meaning instanceof String ? attribute : meaning;
  }

  private static String word(String name, String value) throws SdpFormatException {
    return Fields.toToken(value, name);
  }

  private static String some(String name, String value) throws SdpFormatException {
    if (value.isBlank()) {
      throw new SdpFormatException("a=" + name + " needs a value");
    }
    return value;
  }

  /** RFC 8839 §5.4: ufrag 4 to 256, pwd 22 to 256 of the characters ALPHA, DIGIT, + and /. */
  private static String ice(String name, String value, int shortest) throws SdpFormatException {
    boolean fits = value.length() >= shortest && value.length() <= 256;
    if (!fits || !value.chars().allMatch(AttributeGrammar::isIceCharacter)) {
      throw new SdpFormatException(
          "a=" + name + " has " + shortest + " to 256 letters, digits, '+' and '/'");
    }
    return value;
  }

  private static boolean isIceCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        // Not in the grammar, but some endpoints draw from the URL-safe Base64 alphabet.
        || c == '-'
        || c == '_'
        || c == '=';
  }

  /** RFC 8122 §5: the name of a hash function, and bytes in hexadecimal between colons. */
  private static String fingerprint(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    Fields.toToken(fields.next("hash function"), "hash function");
    String digest = fields.next("fingerprint");
    fields.end();
    for (int i = 0; i < digest.length(); i++) {
      char c = digest.charAt(i);
      if (i % 3 == 2 ? c != ':' : Character.digit(c, 16) < 0 || c > 'f') {
        throw new SdpFormatException("the fingerprint is not bytes in hexadecimal between colons");
      }
    }
    if (digest.length() % 3 != 2) {
      throw new SdpFormatException("the fingerprint ends within a byte");
    }
    return value;
  }

  /** RFC 8866 §6.4: milliseconds, possibly with a fraction; kept to the nearest whole one. */
  private static String milliseconds(String name, String value) throws SdpFormatException {
    boolean plausible =
        value.length() <= 9
            && value.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')
            && value.chars().filter(c -> c == '.').count() <= 1
            && value.chars().anyMatch(c -> c >= '1' && c <= '9');
    if (!plausible) {
      throw new SdpFormatException(
          "a=" + name + " is a number of milliseconds above 0, not " + Fields.quote(value));
    }
    return value;
  }
}
