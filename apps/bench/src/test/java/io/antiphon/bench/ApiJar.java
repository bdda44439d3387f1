package io.antiphon.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javassist.bytecode.AccessFlag;
import javassist.bytecode.ClassFile;
import javassist.bytecode.FieldInfo;
import javassist.bytecode.MethodInfo;

/** A jar of what others can compile against: classes without code, without what is private. */
final class ApiJar {
  private ApiJar() {}

  /** Writes the API of the classes in a jar or a folder. */
  static Path write(Path classes, Path jar) throws IOException {
    return write(classes, jar, method -> true);
  }

  /** The same without the methods that are not wanted. */
  static Path write(Path classes, Path jar, Predicate<String> wanted) throws IOException {
    Map<String, byte[]> stripped = new TreeMap<>();
    if (Files.isDirectory(classes)) {
      collect(classes, wanted, stripped);
    } else {
      try (FileSystem zip =
          FileSystems.newFileSystem(URI.create("jar:" + classes.toUri()), Map.of())) {
        collect(zip.getPath("/"), wanted, stripped);
      }
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : stripped.entrySet()) {
        JarEntry entry = new JarEntry(file.getKey());
        entry.setTime(0);
        entries.putNextEntry(entry);
        entries.write(file.getValue());
      }
    }
    return jar;
  }

  private static void collect(Path root, Predicate<String> wanted, Map<String, byte[]> into)
      throws IOException {
    Map<String, ClassFile> types = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        types.put(
            root.relativize(file).toString(),
            new ClassFile(new DataInputStream(new ByteArrayInputStream(bytes))));
      }
    }
    // What is hidden itself may still lend its public methods to those that extend it.
    Set<String> extended =
        types.values().stream().map(ClassFile::getSuperclass).collect(Collectors.toSet());
    types.values().removeIf(t -> isHidden(t.getAccessFlags()) && !extended.contains(t.getName()));
    for (Map.Entry<String, ClassFile> type : types.entrySet()) {
      strip(type.getValue(), wanted);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      type.getValue().write(new DataOutputStream(bytes));
      into.put(type.getKey(), bytes.toByteArray());
    }
  }

  private static void strip(ClassFile type, Predicate<String> wanted) {
    List<MethodInfo> methods = type.getMethods();
    methods.removeIf(m -> isHidden(m.getAccessFlags()) || !wanted.test(m.getName()));
    methods.forEach(m -> m.removeCodeAttribute());
    List<FieldInfo> fields = type.getFields();
    fields.removeIf(f -> isHidden(f.getAccessFlags()));
    type.compact();
  }

  private static boolean isHidden(int flags) {
    return (flags & (AccessFlag.PUBLIC | AccessFlag.PROTECTED)) == 0;
  }
}
