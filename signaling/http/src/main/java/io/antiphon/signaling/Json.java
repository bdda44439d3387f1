package io.antiphon.signaling;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one place that knows Jackson. */
final class Json {
  /** Deeper nesting than any message of ours has, and far from exhausting a stack. */
  private static final int DEEPEST = 64;

  private static final int LONGEST_REASON = 160;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .addModule(new SimpleModule().addSerializer(Instant.class, new ToStringSerializer()))
          .build();

  private Json() {}

  /** Reads maps, lists, strings, numbers, booleans and null. */
  static @Nullable Object read(byte[] json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw SignalingException.badRequest("The body is not JSON: " + reason(e) + ".");
    } catch (IOException e) {
      throw SignalingException.badRequest("The body cannot be read as JSON.");
    }
  }

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  private static String reason(JsonProcessingException e) {
    String[] lines = String.valueOf(e.getOriginalMessage()).split("\n", 2);
    String reason = lines[0].strip();
    String shown =
        reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
    @Nullable JsonLocation place = e.getLocation();
    return place == null
        ? shown
        : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + shown;
  }
}
