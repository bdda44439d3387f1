package io.antiphon.peer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a side says of Opus in {@code a=fmtp} (RFC 7587 §6.1). What cannot be read is as if it were
 * not there.
 *
 * @param maxPlaybackRateHz above half of which it plays nothing: 8,000 to 48,000
 * @param maxAverageBitrateBps the most that it wants to receive
 * @param stereo whether it would rather receive two channels
 * @param sendsStereo whether it is likely to send two
 * @param fec whether it makes use of redundancy
 * @param dtx whether it would rather not receive silence
 * @param cbr whether packets are to be of one size
 * @param minPacketMillis the shortest packets that it takes, {@code minptime}
 * @param packetMillis that it would like, 0 if it does not say so here
 * @param maxPacketMillis the longest that it takes
 */
record OpusParameters(
    int maxPlaybackRateHz,
    int maxAverageBitrateBps,
    boolean stereo,
    boolean sendsStereo,
    boolean fec,
    boolean dtx,
    boolean cbr,
    int minPacketMillis,
    int packetMillis,
    int maxPacketMillis) {
  private static final int FULL_RATE_HZ = 48_000;

  /** Reads them, names in lower case. */
  static OpusParameters of(Map<String, String> fmtp) {
    return new OpusParameters(
        Math.min(FULL_RATE_HZ, number(fmtp, "maxplaybackrate", FULL_RATE_HZ)),
        number(fmtp, "maxaveragebitrate", Integer.MAX_VALUE),
        flag(fmtp, "stereo"),
        flag(fmtp, "sprop-stereo"),
        flag(fmtp, "useinbandfec"),
        flag(fmtp, "usedtx"),
        flag(fmtp, "cbr"),
        number(fmtp, "minptime", 3),
        number(fmtp, "ptime", 0),
        number(fmtp, "maxptime", Integer.MAX_VALUE));
  }

  private static boolean flag(Map<String, String> fmtp, String name) {
    return "1".equals(fmtp.get(name));
  }

  private static int number(Map<String, String> fmtp, String name, int otherwise) {
    String text = fmtp.getOrDefault(name, "");
    return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : otherwise;
  }

  /**
   * What we say: all that we can and would receive, and of what we send that which is less than
   * usual.
   *
   * @param config of our own audio
   * @param receivesStereo whether two channels are wanted; without that a browser sends one
   * @param sendsStereo whether two are likely to be sent
   */
  static Map<String, String> written(
      AudioConfig config, boolean receivesStereo, boolean sendsStereo) {
    Map<String, String> fmtp = new LinkedHashMap<>();
    fmtp.put("minptime", "10");
    fmtp.put("useinbandfec", "1");
    if (config.opusMaxPlaybackRateHz() < FULL_RATE_HZ) {
      fmtp.put("maxplaybackrate", Integer.toString(config.opusMaxPlaybackRateHz()));
    }
    if (config.opusMaxAverageBitrateBps() > 0) {
      fmtp.put("maxaveragebitrate", Integer.toString(config.opusMaxAverageBitrateBps()));
    }
    if (receivesStereo) {
      fmtp.put("stereo", "1");
    }
    if (sendsStereo) {
      fmtp.put("sprop-stereo", "1");
    }
    if (config.sampleRateHz() < FULL_RATE_HZ) {
      fmtp.put("sprop-maxcapturerate", Integer.toString(config.sampleRateHz()));
    }
    if (config.opusDtx()) {
      fmtp.put("usedtx", "1");
    }
    return fmtp;
  }
}
