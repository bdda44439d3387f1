package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever others may use has a comment: each public type of the libraries, each public or
 * protected member of it, and each component of its records. Of these alone: that a getter returns
 * what it is called for need not be said twice.
 */
class JavadocTest {
  private static final List<String> LIBRARIES =
      List.of("ice", "dtls-srtp", "rtp", "codec", "signaling/sdp", "signaling/http", "peer");

  private static final class Commented extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final List<String> lacking;
    private int seen;

    Commented(DocTrees docs, List<String> lacking) {
      this.docs = docs;
      this.lacking = lacking;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      boolean inside = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
      if (!isForOthers(type.getModifiers(), inside)) {
        return null;
      }
      check(type.getSimpleName().toString());
      if (type.getKind() == Tree.Kind.RECORD) {
        checkComponents(type);
      }
      return super.visitClass(type, nothing);
    }

    private boolean isForOthers(ModifiersTree modifiers, boolean member) {
      Set<Modifier> flags = modifiers.getFlags();
      boolean open = flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
      return open || (member && isInInterface());
    }

    private boolean isInInterface() {
      return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree around
          && around.getKind() == Tree.Kind.INTERFACE;
    }

    private void checkComponents(ClassTree type) {
      String comment = String.valueOf(docs.getDocComment(getCurrentPath()));
      for (Tree member : type.getMembers()) {
        if (member instanceof VariableTree field
            && !field.getModifiers().getFlags().contains(Modifier.STATIC)
            && !comment.contains("@param " + field.getName() + " ")) {
          lacking.add(place() + " " + type.getSimpleName() + "." + field.getName());
        }
      }
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
      if (!overrides && isForOthers(method.getModifiers(), true)) {
        check(method.getName().toString());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void nothing) {
      boolean constant =
          getCurrentPath().getParentPath().getLeaf() instanceof ClassTree around
              && around.getKind() != Tree.Kind.RECORD;
      if (constant && isForOthers(field.getModifiers(), true)) {
        check(field.getName().toString());
      }
      return null;
    }

    private void check(String name) {
      TreePath path = getCurrentPath();
      seen++;
      String comment = docs.getDocComment(path);
      if (comment == null || comment.isBlank() || comment.strip().startsWith("@")) {
        lacking.add(place() + " " + name);
      }
    }

    private String place() {
      String file = getCurrentPath().getCompilationUnit().getSourceFile().getName();
      return file.substring(file.lastIndexOf('/') + 1);
    }
  }

  /** Names what has no comment, and returns how many things were looked at. */
  private static int lookAt(Collection<File> sources, List<String> lacking) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromFiles(sources));
      Commented scanner = new Commented(DocTrees.instance(task), lacking);
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      return scanner.seen;
    }
  }

  @Test
  void everythingThatOthersMayUseHasAComment() throws IOException {
    List<File> sources = new ArrayList<>();
    for (String library : LIBRARIES) {
      try (Stream<Path> files =
          Files.walk(Path.of("../..", library, "src/main/java/io/antiphon"))) {
        files
            .filter(each -> each.toString().endsWith(".java"))
            .forEach(f -> sources.add(f.toFile()));
      }
    }
    List<String> lacking = new ArrayList<>();
    int seen = lookAt(sources, lacking);
    assertEquals(List.of(), lacking);
    assertTrue(seen > 1_000, seen + " types and members");
  }

  @Test
  void whatHasNoneIsNoticed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Bare.java");
    Files.writeString(
        file,
        """
        public class Bare {
          public int a() { return 1; }
          /** Said. */
          public int b() { return 1; }
          int c() { return 1; }
          @Override public String toString() { return ""; }
          /** Said, but for its second. @param x so */
          public record Pair(int x, int y) {}
        }
        """);
    List<String> lacking = new ArrayList<>();
    lookAt(List.of(file.toFile()), lacking);
    assertEquals(List.of("Bare.java Bare", "Bare.java a", "Bare.java Pair.y"), lacking);
  }
}
