namespace TaskGraph.Model.Tests;

/// <summary>Which node makes what another one reads.</summary>
[TestClass]
public sealed class FileEdgeTests
{
    private static Declared Base(bool ignoreCase = false) => new Declared { IgnoreCase = ignoreCase }
        .Node("folder", "Command=x", "Outputs=gen/;/data/gen/")
        .Node("file", "Command=x", "Outputs=out/a.txt;top.txt;../beside.txt;/usr/abs.txt")
        .Node("near", "Command=x", "Outputs=outer.txt;ou;p/a_b")
        .Node("any", "Command=x", "Outputs=parts/*.o")
        .Node("more", "Command=x", "Outputs=parts/x_*.o;../lib/*.a")
        .Node("headers", "Command=x", "Outputs=parts/*.h")
        .Node("deep", "Command=x", "Outputs=parts/deep/**/*.c")
        .Node("nested", "Command=x", "Outputs=box/in/");

    [TestMethod]
    [DataRow("gen", "folder")]
    [DataRow("gen/", "folder")]
    [DataRow("gen/a/b", "folder")]
    [DataRow("gen/a/", "folder")]
    [DataRow("gen2/a", "")]
    [DataRow("g", "")]
    [DataRow("/data/gen/x", "folder")]
    [DataRow("/data/x", "")]
    [DataRow("/gen/x", "")]
    [DataRow("gen/*", "folder")]
    [DataRow("gen/a/*.txt", "folder")]
    [DataRow("gen/a/b/**", "folder")]
    [DataRow("ge*/x", "folder")]
    [DataRow("gen2/*", "")]
    [DataRow("out/a.txt", "file")]
    [DataRow("out/", "file")]
    [DataRow("out/a.txt/", "")]
    [DataRow("out/*", "file")]
    [DataRow("ou*", "near")]
    [DataRow("ou?er.txt", "near")]
    [DataRow("p/a*", "near")]
    [DataRow("*.txt", "file,near")]
    [DataRow("/usr/*", "file")]
    [DataRow("parts/", "any,headers,deep,more")]
    [DataRow("part/", "")]
    [DataRow("parts/deep/", "deep")]
    [DataRow("parts/deep/a/", "")]
    [DataRow("parts/b.o", "any")]
    [DataRow("parts/x_1.o", "more")]
    [DataRow("parts/b.h", "headers")]
    [DataRow("parts/b.c", "")]
    [DataRow("parts/deep/a/b.c", "deep")]
    [DataRow("parts/x_*", "any,headers,more")]
    [DataRow("parts/x_1*.o", "any,more")]
    [DataRow("parts/y*.o", "any")]
    [DataRow("parts/*.c", "")]
    [DataRow("**/*.c", "folder,deep,nested")]
    [DataRow("box/in", "nested")]
    [DataRow("box/", "nested")]
    [DataRow("box/in/x", "nested")]
    [DataRow("box/x", "")]
    [DataRow("../beside.txt", "file")]
    [DataRow("../lib/x.a", "more")]
    [DataRow("../lib/", "more")]
    [DataRow("../*.txt", "file")]
    [DataRow("../*/*.o", "")]
    [DataRow("../project/parts/*.h", "headers")]
    [DataRow("../*/parts/*.h", "headers")]
    [DataRow("../*/p/*", "near")]
    [DataRow("../other*/p/*", "")]
    [DataRow("../x/../p/*", "")]
    public void It_is_the_one_whose_file_folder_or_glob_has_it(string input, string producers)
    {
        Declared declared = Base().Node("n", "Command=x", $"Inputs={input}");
        Assert.AreEqual(producers, Found(declared), input);
    }

    [TestMethod]
    [DataRow("../../*/p/*", "beside")]
    [DataRow("../../*/beside.txt", "beside")]
    [DataRow("../../*/project/p/*", "near")]
    [DataRow("../../*/*/p/*", "near,other")]
    [DataRow("../../above/project/*/*.o", "any,gen")]
    [DataRow("../../*/lib/*", "lib")]
    [DataRow("../../**/*.o", "any,gen")]
    [DataRow("../../x/**", "up")]
    [DataRow("../../*/gen/**", "")]
    [DataRow("../../*/project/gen/**", "gen")]
    [DataRow("../*/p/*", "near,other")]
    public void A_glob_from_far_above_the_project_means_what_lies_in_it_and_beside_it(string input, string producers)
    {
        var declared = new Declared { ProjectFolder = "/w/above/project" };
        declared.Node("near", "Command=x", "Outputs=p/a").Node("other", "Command=x", "Outputs=../other/p/a").Node("beside", "Command=x", "Outputs=../p/a;../beside.txt").Node("any", "Command=x", "Outputs=parts/*.o")
            .Node("lib", "Command=x", "Outputs=../lib/*.a").Node("up", "Command=x", "Outputs=../../x/y").Node("abs", "Command=x", "Outputs=/usr/p/a.o").Node("gen", "Command=x", "Outputs=gen/")
            .Node("n", "Command=x", $"Inputs={input}");
        Assert.AreEqual(producers, Found(declared));
    }

    [TestMethod]
    [DataRow("GEN/X", "folder")]
    [DataRow("Out/", "file")]
    [DataRow("OUT/A*", "file")]
    [DataRow("PARTS/B.H", "headers")]
    [DataRow("PARTS/", "any,headers,deep,more")]
    [DataRow("PARTS/X_1*.O", "any,more")]
    [DataRow("Ou?ER.txt", "near")]
    public void Case_counts_where_the_file_system_says_so(string input, string producers)
    {
        Assert.AreEqual(producers, Found(Base(ignoreCase: true).Node("n", "Command=x", $"Inputs={input}")));
        Assert.AreEqual("", Found(Base().Node("n", "Command=x", $"Inputs={input}")));
    }

    [TestMethod]
    [DataRow("OUT/")]
    [DataRow("OUT/A.TXT")]
    [DataRow("OUT/*")]
    public void Of_one_file_case_counts_as_well(string input)
    {
        Assert.AreEqual("", Found(new Declared().Node("a", "Command=x", "Outputs=out/a.txt").Node("n", "Command=x", $"Inputs={input}")));
        Assert.AreEqual("a", Found(new Declared { IgnoreCase = true }.Node("a", "Command=x", "Outputs=out/a.txt").Node("n", "Command=x", $"Inputs={input}")));
    }

    [TestMethod]
    [DataRow("out/a.txt", "map")]
    [DataRow("out/a.csv", "")]
    [DataRow("out/", "map")]
    [DataRow("all/", "")]
    [DataRow("o*/a.t?t", "map")]
    [DataRow("o*/a.csv", "")]
    public void What_the_instances_of_a_map_may_make_is_the_maps(string input, string producers)
    {
        Declared declared = new Declared().Node("map", "Command=x", "ForEachIn=list.json", "Outputs=out/{item}.txt").Node("n", "Command=x", $"Inputs={input}");
        Assert.AreEqual(producers, Found(declared));
    }

    [TestMethod]
    public void An_output_that_two_declare_is_told_with_the_first()
    {
        Declared declared = new Declared().Node("a", "Command=x", "Outputs=o.txt;o.txt").Node("b", "Command=x", "Outputs=p.txt;./o.txt");
        declared.Build();
        Assert.AreEqual("DuplicateOutput b o.txt Outputs a", string.Join("; ", declared.Problems.Select(problem => $"{problem.Kind} {problem.Node} {problem.Value} {problem.Member} {problem.Other}")));
    }

    private static string Found(Declared declared)
    {
        Graph graph = declared.Build();
        Assert.IsEmpty(declared.Problems);
        return string.Join(',', graph.ByFile[graph.Find("n")].ToArray().Order().Select(node => graph[node].Name).OrderBy(name => name == "more"));
    }
}
