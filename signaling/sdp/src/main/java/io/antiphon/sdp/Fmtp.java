package io.antiphon.sdp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The parameters of one format (RFC 8866 §6.15). */
record Fmtp(String format, String parameters) {
  static Fmtp parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    return new Fmtp(Fields.toToken(fields.next("format"), "format"), fields.rest());
  }

  static Fmtp of(int payloadType, Map<String, String> parameters) {
    StringBuilder text = new StringBuilder();
    parameters.forEach(
        (name, value) -> {
          text.append(text.isEmpty() ? "" : ";").append(name);
          if (!value.isEmpty()) {
            text.append('=').append(value);
          }
        });
    return new Fmtp(Integer.toString(payloadType), text.toString());
  }

  /** Names in lower case; what has no equals sign, as {@code 0-15}, is a name without a value. */
  void addTo(Map<String, String> map) {
    for (String parameter : parameters.split(";", -1)) {
      String trimmed = parameter.trim();
      int equals = trimmed.indexOf('=');
      if (equals > 0) {
        map.put(
            trimmed.substring(0, equals).trim().toLowerCase(Locale.ROOT),
            trimmed.substring(equals + 1).trim());
      } else if (!trimmed.isEmpty()) {
        map.put(trimmed.toLowerCase(Locale.ROOT), "");
      }
    }
  }

  Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    addTo(map);
    return map;
  }

  @Override
  public String toString() {
    return parameters.isEmpty() ? format : format + " " + parameters;
  }
}
