package io.antiphon.sdp;

/** The fields of one value, taken from left to right; they are separated by single spaces. */
final class Fields {
  private static final int LONGEST_QUOTE = 60;

  private final String value;
  private int position;

  Fields(String value) {
    this.value = value;
  }

  boolean hasNext() {
    return position < value.length();
  }

  /** The next field, which must be there and not be empty. */
  String next(String what) throws SdpFormatException {
    if (!hasNext()) {
      throw new SdpFormatException("the " + what + " is missing in " + quote(value));
    }
    int end = value.indexOf(' ', position);
    String field = end < 0 ? value.substring(position) : value.substring(position, end);
    if (field.isEmpty()) {
      throw new SdpFormatException("the " + what + " is empty in " + quote(value));
    }
    position = end < 0 ? value.length() : end + 1;
    return field;
  }

  int nextInt(String what, int min, int max) throws SdpFormatException {
    return toInt(next(what), what, min, max);
  }

  /** The next field as a number of 64 bits without a sign. */
  long nextUnsigned(String what) throws SdpFormatException {
    return toUnsigned(next(what), what);
  }

  /** All that is left, spaces included; empty if there is nothing. */
  String rest() {
    String rest = value.substring(position);
    position = value.length();
    return rest;
  }

  void end() throws SdpFormatException {
    if (hasNext()) {
      throw new SdpFormatException("nothing may follow in " + quote(value));
    }
  }

  static int toInt(String digits, String what, int min, int max) throws SdpFormatException {
    if (isDigits(digits) && digits.length() <= 10) {
      long number = Long.parseLong(digits);
      if (number >= min && number <= max) {
        return (int) number;
      }
    }
    throw new SdpFormatException(
        "the " + what + " is a number from " + min + " to " + max + ", not " + quote(digits));
  }

  static long toUnsigned(String digits, String what) throws SdpFormatException {
    try {
      if (isDigits(digits)) {
        return Long.parseUnsignedLong(digits);
      }
    } catch (NumberFormatException tooLarge) {
      // said below
    }
    throw new SdpFormatException(
        "the " + what + " is a number of at most 64 bits, not " + quote(digits));
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A token as RFC 8866 §9 spells it. */
  static String toToken(String text, String what) throws SdpFormatException {
    if (!isToken(text)) {
      throw new SdpFormatException(
          "the " + what + " has a character that none may have: " + quote(text));
    }
    return text;
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Fields::isTokenCharacter);
  }

  private static boolean isTokenCharacter(int c) {
    return c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]".indexOf(c) < 0;
  }

  /** The text between quotation marks, shortened and harmless in a log line. */
  static String quote(String text) {
    String shown =
        text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE - 1) + "…";
    StringBuilder quoted = new StringBuilder(shown.length() + 2).append('"');
    shown.chars().forEach(c -> quoted.append(Character.isISOControl(c) ? '?' : (char) c));
    return quoted.append('"').toString();
  }
}
