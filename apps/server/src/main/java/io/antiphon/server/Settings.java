package io.antiphon.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option's value comes from: the command line, else the environment ({@code
 * ANTIPHON_PACKET_TIME} for {@code --packet-time}), else the file that {@code --config} names
 * ({@code packet-time = 40}), else its default.
 */
final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "--config";
  private static final String PREFIX = "ANTIPHON_";

  private final Map<String, String> environment;
  private final Properties file;
  private final String fileName;
  private final Map<String, String> origins = new HashMap<>();

  private Settings(Map<String, String> environment, Properties file, String fileName) {
    this.environment = environment;
    this.file = file;
    this.fileName = fileName;
  }

  /**
   * Runs a command whose options may be set in all these places. What is wrong with them is said on
   * its error stream, and ends in exit code 2.
   */
  static int execute(CommandLine line, Map<String, String> environment, String... arguments) {
    Settings settings;
    try {
      settings = of(environment, arguments);
      settings.checkNames(line.getCommandSpec());
    } catch (IOException | IllegalArgumentException e) {
      line.getErr().println(e.getMessage());
      return line.getCommandSpec().exitCodeOnInvalidInput();
    }
    return line.setDefaultValueProvider(settings)
        .setParameterExceptionHandler((failure, given) -> settings.explain(failure, line))
        .execute(arguments);
  }

  /** The name of the file must be known before the options are read. */
  private static Settings of(Map<String, String> environment, String... arguments)
      throws IOException {
    String name = environment.get(nameInEnvironment(CONFIG));
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith(CONFIG + "=")) {
        name = arguments[i].substring(CONFIG.length() + 1);
      } else if (arguments[i].equals(CONFIG) && i + 1 < arguments.length) {
        name = arguments[i + 1];
      }
    }
    Properties properties = new Properties();
    if (name != null) {
      try (Reader reader = Files.newBufferedReader(Path.of(name))) {
        properties.load(reader);
      } catch (IOException e) {
        throw new IOException("The configuration file " + name + " cannot be read.", e);
      } catch (IllegalArgumentException e) {
        throw new IOException(name + " is no properties file: " + e.getMessage(), e);
      }
    }
    return new Settings(environment, properties, String.valueOf(name));
  }

  private void checkNames(CommandSpec command) {
    for (String key : file.stringPropertyNames()) {
      OptionSpec option = command.findOption("--" + key);
      if (option == null || key.equals("config") || option.usageHelp() || option.versionHelp()) {
        throw new IllegalArgumentException(
            fileName + ": there is no setting " + key + "; --help lists those there are.");
      }
    }
  }

  private static String nameInEnvironment(String option) {
    return PREFIX + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName();
    String variable = nameInEnvironment(name);
    String value = environment.get(variable);
    if (value != null) {
      origins.put(name, variable);
      return value.strip();
    }
    value = file.getProperty(name.substring(2));
    if (value != null) {
      origins.put(name, fileName);
      return value.strip();
    }
    return null;
  }

  /** Says what is wrong, and where it stands if that is not the command line. */
  private int explain(CommandLine.ParameterException failure, CommandLine line) {
    String sentence = String.valueOf(failure.getMessage());
    StringBuilder whole = new StringBuilder(sentence);
    for (Map.Entry<String, String> origin : origins.entrySet()) {
      boolean given = line.getParseResult() != null && isGiven(line, origin.getKey());
      if (sentence.contains(origin.getKey()) && !given) {
        whole.append(" (").append(origin.getKey()).append(" is set by ");
        whole.append(origin.getValue()).append(')');
      }
    }
    line.getErr().println(whole);
    line.getErr().println("./" + line.getCommandName() + " --help explains the options.");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static boolean isGiven(CommandLine line, String option) {
    return line.getParseResult().hasMatchedOption(option);
  }
}
