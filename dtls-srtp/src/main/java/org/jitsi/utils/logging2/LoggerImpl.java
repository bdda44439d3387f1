package org.jitsi.utils.logging2;

import java.util.function.Supplier;

/**
 * Listens to nothing: what matters of a packet is in the status that jitsi-srtp returns. Being
 * final and empty, it lets the compiler drop the messages before they are made.
 */
public final class LoggerImpl implements Logger {
  /** A silent logger, whatever its name. */
  public LoggerImpl(String name) {}

  @Override
  public Logger createChildLogger(String name) {
    return this;
  }

  @Override
  public void debug(Supplier<String> message) {}

  @Override
  public void info(Object message) {}

  @Override
  public void info(Supplier<String> message) {}

  @Override
  public void warn(Object message) {}

  @Override
  public void warn(Object message, Throwable cause) {}

  @Override
  public void warn(Supplier<String> message) {}

  @Override
  public void error(Supplier<String> message) {}
}
