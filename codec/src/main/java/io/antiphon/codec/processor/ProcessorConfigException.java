package io.antiphon.codec.processor;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A processor was asked for that cannot be. The message is a sentence for whoever asked, and names
 * the processor, the parameter, the value and the range.
 */
public final class ProcessorConfigException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final String processor;
  private final @Nullable String parameter;

  ProcessorConfigException(
      String processor, @Nullable String parameter, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.processor = processor;
    this.parameter = parameter;
  }

  /** The name of the processor, as it was asked for. */
  public String processor() {
    return processor;
  }

  /** The name of the parameter; null if it is not about one. */
  public @Nullable String parameter() {
    return parameter;
  }
}
