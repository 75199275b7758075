CAUSES = ()
