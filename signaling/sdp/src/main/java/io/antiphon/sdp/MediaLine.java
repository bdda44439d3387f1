package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.List;

/** The line that opens a media section (RFC 8866 §5.14). */
record MediaLine(String kind, int port, int portCount, String protocol, List<String> formats) {
  MediaLine {
    formats = List.copyOf(formats);
  }

  static MediaLine parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    String kind = Fields.toToken(fields.next("media kind"), "media kind");
    String port = fields.next("port");
    int slash = port.indexOf('/');
    int count =
        slash < 0 ? 1 : Fields.toInt(port.substring(slash + 1), "number of ports", 1, 65535);
    int first = Fields.toInt(slash < 0 ? port : port.substring(0, slash), "port", 0, 65535);
    String protocol = fields.next("protocol");
    for (String part : protocol.split("/", -1)) {
      Fields.toToken(part, "protocol");
    }
    List<String> formats = new ArrayList<>();
    do {
      formats.add(Fields.toToken(fields.next("format"), "format"));
    } while (fields.hasNext());
    MediaLine line = new MediaLine(kind, first, count, protocol, formats);
    if (line.isRtp()) {
      for (String format : formats) {
        Fields.toInt(format, "payload type", 0, 127);
      }
    }
    return line;
  }

  /** RTP by any profile: the formats are payload types. */
  boolean isRtp() {
    return ("/" + protocol + "/").contains("/RTP/");
  }

  @Override
  public String toString() {
    String ports = portCount == 1 ? Integer.toString(port) : port + "/" + portCount;
    return kind + " " + ports + " " + protocol + " " + String.join(" ", formats);
  }
}
