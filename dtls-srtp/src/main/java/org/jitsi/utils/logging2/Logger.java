package org.jitsi.utils.logging2;

import java.util.function.Supplier;

/** What jitsi-srtp calls on its logger; it has something to say about every packet. */
public interface Logger {
  /** The logger of a part. */
  Logger createChildLogger(String name);

  /** Detail. */
  void debug(Supplier<String> message);

  /** News. */
  void info(Object message);

  /** News, made only if somebody listens. */
  void info(Supplier<String> message);

  /** Something odd. */
  void warn(Object message);

  /** Something odd, and what it came from. */
  void warn(Object message, Throwable cause);

  /** Something odd, made only if somebody listens. */
  void warn(Supplier<String> message);

  /** Something broken, made only if somebody listens. */
  void error(Supplier<String> message);
}
