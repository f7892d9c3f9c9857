using System.Collections;
using Microsoft.Build.Framework;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What an item says of itself, and what the item definitions say of it.</summary>
internal static class ItemMetadata
{
    /// <summary>Where an item is declared that is no Node.</summary>
    public static ItemSource SourceOf(ITaskItem item, string type, GraphTask task)
    {
        string file = item.GetMetadata("DefiningProjectFullPath");
        return new ItemSource(file.Length > 0 ? file : task.ProjectFile, type, item.ItemSpec);
    }

    /// <summary>Names and MSBuild-escaped values, without MSBuild's own metadata.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ITaskItem2 item)
    {
        foreach (DictionaryEntry entry in item.CloneCustomMetadataEscaped())
        {
            var name = (string)entry.Key;
            var value = (string)entry.Value!;

            // All at once is far cheaper than one by one, but MSBuild fills in '%(Filename)' of a definition only when asked for the one.
            if (value.Contains("%(", StringComparison.Ordinal))
                value = item.GetMetadataValueEscaped(name);
            yield return new(name, value);
        }
    }
}
