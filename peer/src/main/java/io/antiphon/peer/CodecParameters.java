package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.RtpMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One codec as a section has it (W3C WebRTC §5.2.5).
 *
 * @param codec which
 * @param payloadType its number in this section, 0 to 127
 * @param parameters what the other side wants to receive, names in lower case
 */
record CodecParameters(AudioCodec codec, int payloadType, Map<String, String> parameters) {
  CodecParameters {
    parameters = Map.copyOf(parameters);
  }

  /** Those of a section that we speak too, in the section's order. */
  static List<CodecParameters> of(MediaDescription section) {
    List<CodecParameters> codecs = new ArrayList<>();
    for (RtpMap map : section.rtpMaps()) {
      AudioCodec codec = AudioCodec.of(map);
      if (codec != null) {
        codecs.add(new CodecParameters(codec, map.payloadType(), section.fmtp(map.payloadType())));
      }
    }
    return codecs;
  }

  /** The same of Opus, read. */
  OpusParameters opus() {
    return OpusParameters.of(parameters);
  }
}
