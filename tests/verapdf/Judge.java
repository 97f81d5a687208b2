import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * The verdicts of veraPDF, one line for each file and flavour. The arguments are flavours (3a, ua1), the lines of standard input are paths.
 * An answer is: path, flavour, "pass" or "fail", then for each broken rule "clause-test", how often, where first, and why; parted by tabs.
 */
public final class Judge {
    public static void main(String[] flavours) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            for (String flavour : flavours) {
                System.out.println(path + "\t" + flavour + "\t" + verdict(new File(path), PDFAFlavour.byFlavourId(flavour)));
            }
        }
    }

    private static String verdict(File file, PDFAFlavour flavour) {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(file, flavour); var validator = foundry.createValidator(flavour, 1, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            var answer = new StringBuilder(result.isCompliant() && result.getTotalAssertions() > 0 ? "pass" : "fail");
            for (TestAssertion broken : result.getTestAssertions()) {
                var rule = broken.getRuleId();
                var times = result.getFailedChecks().get(rule);
                String where = line(broken.getLocation().getContext());
                String why = line(broken.getErrorMessage() == null ? broken.getMessage() : broken.getErrorMessage());
                answer.append("\t" + String.join("\t", rule.getClause() + "-" + rule.getTestNumber(), times.toString(), where, why));
            }
            return answer.toString();
        } catch (Exception unreadable) {
            return "fail\tunreadable\t1\t\t" + line(unreadable.toString());
        }
    }

    private static String line(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ");
    }
}
