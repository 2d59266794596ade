from __future__ import annotations

from tests.engine.project import SF, SUPPORT, Project


def test_a_resource_comes_from_the_line_of_the_program_that_names_it(project: Project) -> None:
    project.program(
        f"""
        bland.CustomDialingPool("pool", phone_numbers=["{SF}"])
        bland.SmsNumberConfig("agent", phone_number="{SUPPORT}", objective="Answer.")
        """
    )
    lines = (project.folder / "__main__.py").read_text().splitlines()
    project.up().expect()
    state = project.state()
    for name, text in (("pool", "bland.CustomDialingPool("), ("agent", "bland.SmsNumberConfig(")):
        file, _, line = state[name]["sourcePosition"].rpartition("#")
        assert file == "project:///__main__.py"
        assert text in lines[int(line) - 1]
