package io.antiphon.sdp;

/**
 * One line of a description: what stands in it, and what we make of it.
 *
 * @param meaning the value as one of this package's records; an {@link Attribute} or the value
 *     itself where there is none
 */
record Line(char type, String value, Object meaning) {
  /** Reads the value of a line by its type and, for an attribute, by its name. */
  static Line of(char type, String value) throws SdpFormatException {
    if (value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new SdpFormatException("a value holds neither NUL nor CR nor LF");
    }
    return new Line(type, value, meaning(type, value));
  }

  /** The same for a line that we write ourselves, where a fault is the caller's. */
  static Line written(char type, String value) {
    try {
      return of(type, value);
    } catch (SdpFormatException e) {
      throw new IllegalArgumentException(type + "=" + value + ": " + e.reason(), e);
    }
  }

  /** True for the attribute of that name. */
  boolean isAttribute(String name) {
    return type == 'a'
        && value.startsWith(name)
        && (value.length() == name.length() || value.charAt(name.length()) == ':');
  }

  /** The line as an attribute; only for lines of type {@code a}. */
  Attribute attribute() {
    return Attribute.split(value);
  }

  @Override
  public String toString() {
    return type + "=" + value;
  }

  private static Object meaning(char type, String value) throws SdpFormatException {
    return switch (type) {
      case 'v' -> version(value);
      case 'o' -> Origin.parse(value);
      case 'c' -> Connection.parse(value);
      case 'b' -> Bandwidth.parse(value);
      case 't' -> timing(value);
      case 'm' -> MediaLine.parse(value);
      case 'a' -> AttributeGrammar.meaning(value);
      default -> value;
    };
  }

  private static Object version(String value) throws SdpFormatException {
    if (!value.equals("0")) {
      throw new SdpFormatException("the version is 0, not " + Fields.quote(value));
    }
    return value;
  }

  private static Object timing(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    fields.nextUnsigned("start time");
    fields.nextUnsigned("stop time");
    fields.end();
    return value;
  }
}
