package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a section's payload types stand for: the {@code m=} line has their order, {@code a=rtpmap}
 * and {@code a=fmtp} the rest (RFC 8866 §6.6, §6.15).
 */
record PayloadFormats(MediaLine line, Section section) {
  /** Empty if the section is not for RTP. */
  List<Integer> types() {
    return line.isRtp()
        ? line.formats().stream().map(Integer::valueOf).toList()
        : List.of();
  }

  /** In the order of the line; well-known ones filled in for audio, unexplained ones left out. */
  List<RtpMap> maps() {
    Map<Integer, RtpMap> written = new LinkedHashMap<>();
    section.stream(RtpMap.class).forEach(map -> written.putIfAbsent(map.payloadType(), map));
    List<RtpMap> maps = new ArrayList<>();
    for (int payloadType : types()) {
      @Nullable RtpMap map = written.get(payloadType);
      if (map == null && line.kind().equals("audio")) {
        map = RtpMap.wellKnown(payloadType);
      }
      if (map != null) {
        maps.add(map);
      }
    }
    return maps;
  }

  @Nullable RtpMap map(int payloadType) {
    for (RtpMap map : maps()) {
      if (map.payloadType() == payloadType) {
        return map;
      }
    }
    return null;
  }

  Map<String, String> parameters(int payloadType) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String format = Integer.toString(payloadType);
    section.stream(Fmtp.class)
        .filter(fmtp -> fmtp.format().equals(format))
        .forEach(fmtp -> fmtp.addTo(parameters));
    return parameters;
  }
}
